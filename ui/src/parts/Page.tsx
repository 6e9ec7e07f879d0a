// Page, Section, Tabs: the frame every page fills.
import { type ReactNode, useEffect } from "react";
import css from "./page.module.css";

/** A page with its title (also the window's), what stands beside it, and its acts. */
export function Page({
  title,
  heading,
  beside,
  acts,
  narrow = false,
  full = false,
  children,
}: {
  title: string;
  heading?: ReactNode;
  beside?: ReactNode;
  acts?: ReactNode;
  narrow?: boolean;
  /** It takes the window's height, and a part of it scrolls. */
  full?: boolean;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <div className={`${css.page} ${narrow ? css.narrow : ""} ${full ? css.full : ""}`}>
      <header className={css.head}>
        <h1>{heading ?? title}</h1>
        {beside ? <div className={css.beside}>{beside}</div> : null}
        {acts ? <div className={css.acts}>{acts}</div> : null}
      </header>
      {children}
    </div>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Burnish`;
  }, [title]);
}

export function Section({ title, said, acts, children }: { title: string; said?: ReactNode; acts?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {said ? <span className={css.said}>{said}</span> : null}
        {acts ? <div className={css.acts}>{acts}</div> : null}
      </header>
      {children}
    </section>
  );
}

/** Links that look like tabs; each is a place with its own address. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={css.tabs} aria-label={label}>
      {children}
    </nav>
  );
}
