// Empty: a place with nothing in it yet teaches the next step, in every way there is to take it.
import type { ReactNode } from "react";
import { type Way, Ways } from "./Code";
import css from "./page.module.css";

export function Empty({
  title,
  children,
  acts,
  ways,
}: {
  title: string;
  children: ReactNode;
  acts?: ReactNode;
  ways?: Partial<Record<Way, string>>;
}) {
  return (
    <div className={css.empty}>
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
        {acts ? <div className={css.acts}>{acts}</div> : null}
      </div>
      {ways ? <Ways ways={ways} /> : null}
    </div>
  );
}

/** Nothing matches, or nothing happened: one quiet line. */
export function Quiet({ children }: { children: ReactNode }) {
  return <p className={css.nothing}>{children}</p>;
}
