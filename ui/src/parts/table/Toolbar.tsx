// Toolbar: what narrows a list. What is typed reaches the address after a pause, so that going back is one step.
import { Search } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useKeys } from "@/frame/keys";
import part from "../parts.module.css";
import css from "./table.module.css";

export function Toolbar({ children, side }: { children: ReactNode; side?: ReactNode }) {
  return (
    <div className={css.toolbar}>
      {children}
      {side ? <div className={css.last}>{side}</div> : null}
    </div>
  );
}

export function SearchBox({ label, text, onText }: { label: string; text: string; onText: (text: string) => void }) {
  const [typed, type] = useState(text);
  const box = useRef<HTMLInputElement>(null);
  const latest = useRef(onText);
  latest.current = onText;
  const sent = useRef(text);
  useEffect(() => {
    if (text !== sent.current) type(text);
    sent.current = text;
  }, [text]);
  useEffect(() => {
    if (typed === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      latest.current(typed);
    }, 200);
    return () => clearTimeout(timer);
  }, [typed]);
  useKeys("List", [{ key: "/", does: "Search in the list", act: () => box.current?.focus() }]);
  return (
    <div className={css.search}>
      <Search size={14} aria-hidden />
      <input
        ref={box}
        type="search"
        className={part.input}
        placeholder={label}
        aria-label={label}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
    </div>
  );
}

/** One choice out of few, as a row of words. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string; count?: number | undefined }[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className={part.segments}>
      <legend className="unseen">{label}</legend>
      {options.map((option) => (
        <label key={option.value} data-on={option.value === value || undefined}>
          <input type="radio" name={label} className="unseen" checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
          {option.count !== undefined ? <span>{option.count}</span> : null}
        </label>
      ))}
    </fieldset>
  );
}
