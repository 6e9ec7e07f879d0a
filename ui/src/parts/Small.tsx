// The smallest parts: keys, chips, ids that copy, times, numbers with their intervals, status, progress, facts.
import {
  ArrowDown,
  ArrowUp,
  Ban,
  Check,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleStop,
  CircleX,
  Clock,
  Copy,
  LoaderCircle,
  type LucideIcon,
  Minus,
  TriangleAlert,
  Unplug,
} from "lucide-react";
import { Fragment, type ReactNode, useEffect, useState } from "react";
import { ago, duration, moment, number, percent, shortId, signed } from "./format";
import css from "./parts.module.css";
import { Tip } from "./Tip";

export function Key({ children }: { children: ReactNode }) {
  return <kbd className={css.key}>{children}</kbd>;
}

export function Chip({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span className={css.chip} title={title}>
      {children}
    </span>
  );
}

/** Copies text; `copied` is true for a moment afterwards. */
export function useCopy(): { copied: boolean; copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1200);
    return () => clearTimeout(timer);
  }, [copied]);
  return {
    copied,
    copy: (text) => {
      navigator.clipboard.writeText(text).then(
        () => setCopied(true),
        () => copyBySelection(text) && setCopied(true),
      );
    },
  };
}

/** Where the clipboard is refused (a page without TLS on another machine), select and copy the old way. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/** An id, shortened; a click copies all of it. */
export function Id({ id, full = false }: { id: string; full?: boolean }) {
  const { copied, copy } = useCopy();
  const shown = full ? id : shortId(id);
  return (
    <button
      type="button"
      className={`${css.id} ${full ? css.full : ""}`}
      title={full ? "Copy" : id}
      aria-label={`${copied ? "Copied" : "Copy"} ${shown}`}
      data-copied={copied || undefined}
      onClick={(event) => {
        event.stopPropagation();
        copy(id);
      }}
    >
      {shown}
      {copied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
    </button>
  );
}

let clock = Date.now();
const ticking = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** The time now, renewed every five seconds for as long as somebody looks. */
export function useNow(): Date {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => setNow(clock);
    ticking.add(tick);
    timer ??= setInterval(() => {
      clock = Date.now();
      for (const one of ticking) one();
    }, 5000);
    return () => {
      ticking.delete(tick);
      if (ticking.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
    };
  }, []);
  return new Date(now);
}

/** A moment, relative; in full on hover and for machines. */
export function When({ at }: { at: string | null | undefined }) {
  const now = useNow();
  if (!at) return <Nothing />;
  const date = new Date(at);
  return (
    <Tip text={moment(date)}>
      <time dateTime={at} className={css.muted}>
        {ago(date, now)}
      </time>
    </Tip>
  );
}

/** How long something took, or has been going on if it has no end yet. */
export function Lasting({ from, to }: { from: string | null | undefined; to: string | null | undefined }) {
  const now = useNow();
  if (!from) return <Nothing />;
  const end = to ? new Date(to) : now;
  return <span>{duration(Math.max(0, (end.getTime() - new Date(from).getTime()) / 1000))}</span>;
}

/** Where a value would stand, and there is none. */
export function Nothing({ why = "none" }: { why?: string }) {
  return (
    <span className={css.muted}>
      <span aria-hidden>–</span>
      <span className="unseen">{why}</span>
    </span>
  );
}

/** A mean with its interval and how many it is made of: 0.93 [0.91, 0.95] n 512. */
export function Interval({ mean, low, high, n, digits = 2 }: { mean: number; low?: number; high?: number; n?: number; digits?: number }) {
  return (
    <span className={css.interval}>
      {number(mean, digits)}
      {low !== undefined && high !== undefined ? (
        <span>
          [{number(low, digits)}, {number(high, digits)}]
        </span>
      ) : null}
      {n !== undefined ? <span>n {number(n)}</span> : null}
    </span>
  );
}

/** A difference, signed, with an arrow; coloured by whether up is good, which `better` says. */
export function Delta({ value, better, digits }: { value: number; better: "up" | "down" | "neither"; digits?: number }) {
  const Arrow = value > 0 ? ArrowUp : value < 0 ? ArrowDown : Minus;
  const good = better !== "neither" && value !== 0 ? value > 0 === (better === "up") : undefined;
  return (
    <span className={`${css.delta} ${good === undefined ? css.muted : good ? css.good : css.bad}`}>
      <Arrow size={12} strokeWidth={2.25} aria-hidden />
      {signed(value, digits)}
      {good === undefined ? null : <span className="unseen">{good ? "better" : "worse"}</span>}
    </span>
  );
}

interface Look {
  icon: LucideIcon;
  tone: string | undefined;
  turning?: boolean;
}

const LOOKS: Record<string, Look> = {
  queued: { icon: Clock, tone: css.muted },
  leased: { icon: CircleDashed, tone: css.muted },
  running: { icon: LoaderCircle, tone: css.accent, turning: true },
  paused: { icon: CirclePause, tone: css.caution },
  stopping: { icon: LoaderCircle, tone: css.caution, turning: true },
  succeeded: { icon: CircleCheck, tone: css.good },
  ready: { icon: CircleCheck, tone: css.good },
  active: { icon: CircleCheck, tone: css.good },
  failed: { icon: CircleX, tone: css.bad },
  revoked: { icon: Ban, tone: css.muted },
  expired: { icon: Clock, tone: css.muted },
  cancelled: { icon: Ban, tone: css.muted },
  warning: { icon: TriangleAlert, tone: css.caution },
  starting: { icon: LoaderCircle, tone: css.accent, turning: true },
  degraded: { icon: TriangleAlert, tone: css.caution },
  stopped: { icon: CircleStop, tone: css.muted },
  ok: { icon: CircleCheck, tone: css.good },
  error: { icon: CircleX, tone: css.bad },
  partial: { icon: TriangleAlert, tone: css.caution },
  closed: { icon: Unplug, tone: css.muted },
};

/** A state in an icon and a word. */
export function Status({ status, word }: { status: string; word?: ReactNode }) {
  const look = LOOKS[status] ?? { icon: CircleDashed, tone: css.muted };
  const Icon = look.icon;
  return (
    <span className={css.status}>
      <Icon size={14} className={`${look.tone} ${look.turning ? css.turning : ""}`} aria-hidden />
      {word ?? status}
    </span>
  );
}

/** How far a run is; the bar says nothing that the words do not. */
export function Progress({ step, steps }: { step: number; steps: number | null | undefined }) {
  if (!steps) return <span>{number(step)}</span>;
  const share = Math.min(1, step / steps);
  return (
    <span className={css.progress}>
      <span className={css.track} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span>
        {number(step)} <span className={css.muted}>/ {number(steps)}</span>
        <span className="unseen">, {percent(share)}</span>
      </span>
    </span>
  );
}

/** Names and values, one a line. */
export function Facts({ rows }: { rows: [string, ReactNode][] }) {
  return (
    <dl className={css.facts}>
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
