// Light, dark, or what the system says; remembered in this browser, told to charts when it changes.
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "burnish.theme";
const listeners = new Set<() => void>();
const system = () => window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Choose a theme for this browser. */
export function setTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is forbidden: the choice holds until the page is left.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const media = system();
  media.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener("change", listener);
  };
}

/** The choice: system, light or dark. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, stored);
}

/** Whether it is dark now, whatever was chosen. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, () => (stored() === "system" ? system().matches : stored() === "dark"));
}

/** The colour a token has now, for canvases: `colour("--accent")` is `rgb(168, 72, 31)`. */
export function colour(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  probe.hidden = true;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
