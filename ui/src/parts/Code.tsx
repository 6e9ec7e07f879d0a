// Code: lines to copy; several ways to do the same thing as tabs, the last choice remembered.
import { Check, Copy } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { IconButton } from "./Button";
import css from "./page.module.css";
import { useCopy } from "./Small";

export type Way = "Python" | "CLI" | "curl" | "openai" | "anthropic";

const WAYS: readonly string[] = ["Python", "CLI", "curl", "openai", "anthropic"] satisfies Way[];

const KEY = "burnish.way";

function remembered(): Way {
  try {
    const way = localStorage.getItem(KEY) ?? "";
    return WAYS.includes(way) ? (way as Way) : "Python";
  } catch {
    return "Python";
  }
}

/** The same act in Python, on the command line, and with curl. */
export function Ways({ ways }: { ways: Partial<Record<Way, string>> }) {
  const names = Object.keys(ways) as Way[];
  const [chosen, choose] = useState<Way>(remembered);
  const way = names.includes(chosen) ? chosen : (names[0] ?? "Python");
  const panel = useId();
  const pick = (next: Way) => {
    choose(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage is forbidden: the choice holds for this block.
    }
  };
  return (
    <CodeBox
      text={ways[way] ?? ""}
      id={panel}
      head={
        <div className={css.ways} role="tablist" aria-label="Ways to do it">
          {names.map((name, index) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === way}
              aria-controls={panel}
              tabIndex={name === way ? 0 : -1}
              onClick={() => pick(name)}
              onKeyDown={(event) => {
                const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
                const next = step ? names[(index + step + names.length) % names.length] : undefined;
                if (!next) return;
                pick(next);
                const sibling = step > 0 ? event.currentTarget.nextElementSibling : event.currentTarget.previousElementSibling;
                (sibling as HTMLElement | null)?.focus();
              }}
            >
              {name}
            </button>
          ))}
        </div>
      }
    />
  );
}

/** One block of code under a title. */
export function Code({ title, text }: { title: string; text: string }) {
  return <CodeBox text={text} head={<span>{title}</span>} />;
}

function CodeBox({ head, text, id }: { head: ReactNode; text: string; id?: string }) {
  const { copied, copy } = useCopy();
  return (
    <div className={css.code}>
      <header>
        {head}
        <IconButton label={copied ? "Copied" : "Copy"} small onClick={() => copy(text)}>
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        </IconButton>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <pre id={id} tabIndex={0}>
        <code>{lit(text)}</code>
      </pre>
    </div>
  );
}

const PIECES = /(^[ \t]*#.*$|[ \t]#[ \t].*$)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/gm;

/** Strings and comments set apart; nothing else needs it. */
function lit(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let last = 0;
  for (const found of text.matchAll(PIECES)) {
    out.push(text.slice(last, found.index));
    out.push(
      <span key={found.index} className={found[1] ? css.comment : css.string}>
        {found[0]}
      </span>,
    );
    last = found.index + found[0].length;
  }
  out.push(text.slice(last));
  return out;
}
