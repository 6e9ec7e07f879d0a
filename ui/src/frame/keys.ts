// Keys: what the keyboard does now. A part of the page says its keys while it is there; `?` lists them all.
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Binding {
  /** `j`, `?`, `Escape`, `mod+k` (⌘ on a Mac, Ctrl elsewhere), or two in a row: `g r`. */
  key: string;
  does: string;
  act: () => void;
  /** Leave it out of the list of keys. */
  quiet?: boolean;
}

export interface Group {
  name: string;
  bindings: readonly Binding[];
}

let groups: readonly Group[] = [];
let pending: { key: string; at: number } | undefined;
const listeners = new Set<() => void>();

export const MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** The key as people see it: ⌘ K, Ctrl K, Esc. */
export function keyName(key: string): string {
  const names: Record<string, string> = { Escape: "Esc", mod: MAC ? "⌘" : "Ctrl", Enter: "Enter", ArrowDown: "↓", ArrowUp: "↑" };
  return key
    .split(/[+ ]/)
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

function change(next: readonly Group[]): void {
  groups = next;
  for (const listener of listeners) listener();
}

/** Say what keys do while this part is on the page; the newest part to name a key has it. */
export function useKeys(name: string, bindings: readonly Binding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const signature = bindings.map((one) => `${one.key}\n${one.does}\n${one.quiet ?? ""}`).join("\f");
  useEffect(() => {
    const shown = signature === "" ? [] : latest.current;
    const group: Group = {
      name,
      bindings: shown.map((one) => ({ ...one, act: () => latest.current.find((now) => now.key === one.key)?.act() })),
    };
    change([...groups, group]);
    return () => change(groups.filter((one) => one !== group));
  }, [name, signature]);
}

export function useGroups(): readonly Group[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
  );
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function find(key: string): Binding | undefined {
  for (const group of groups.toReversed()) {
    const found = group.bindings.find((one) => one.key === key);
    if (found) return found;
  }
  return undefined;
}

/** The binding an event means, if any; remembers the first key of two. */
export function bindingFor(event: KeyboardEvent, now = Date.now()): Binding | undefined {
  if (event.defaultPrevented || event.altKey || event.isComposing) return undefined;
  const mod = MAC ? event.metaKey : event.ctrlKey;
  if (event.metaKey || event.ctrlKey) return mod ? find(`mod+${event.key.toLowerCase()}`) : undefined;
  const inside = event.target instanceof Element ? event.target : null;
  if (typing(inside) || inside?.closest("dialog, [role=menu], [role=listbox]")) return undefined;
  if (event.key === "Enter" && inside?.closest("button, a")) return undefined;
  const first = pending && now - pending.at < 1200 ? pending.key : undefined;
  pending = undefined;
  const second = first ? find(`${first} ${event.key}`) : undefined;
  if (second) return second;
  if (groups.some((group) => group.bindings.some((one) => one.key.startsWith(`${event.key} `)))) pending = { key: event.key, at: now };
  return find(event.key);
}

/** Start listening; returns how to stop. */
export function listen(): () => void {
  const heard = (event: KeyboardEvent) => {
    const binding = bindingFor(event);
    if (!binding) return;
    event.preventDefault();
    binding.act();
  };
  window.addEventListener("keydown", heard);
  return () => window.removeEventListener("keydown", heard);
}
