// Histogram: how many in each step of time, the failed ones among them; drag or arrow keys choose a part of it.
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import { number } from "../format";
import css from "./chart.module.css";

export interface Bar {
  /** Where its step begins, in milliseconds. */
  at: number;
  count: number;
  bad: number;
}

const WIDTH = 1000;

export function Histogram({
  title,
  bars,
  step,
  height = 56,
  onRange,
}: {
  title: string;
  bars: readonly Bar[];
  /** How long a step is, in milliseconds. */
  step: number;
  height?: number;
  onRange: (from: number, to: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<[number, number]>();
  const [over, setOver] = useState<number>();
  const most = useMemo(() => Math.max(1, ...bars.map((bar) => bar.count)), [bars]);
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  const failed = bars.reduce((sum, bar) => sum + bar.bad, 0);
  const index = (event: PointerEvent) => {
    const { left = 0, width = 1 } = box.current?.getBoundingClientRect() ?? {};
    return Math.min(bars.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * bars.length)));
  };
  const choose = (one: number, other: number) => {
    const [first, last] = [bars[Math.min(one, other)], bars[Math.max(one, other)]];
    setDrag(undefined);
    if (first && last) onRange(first.at, last.at + step);
  };
  const keys = (event: KeyboardEvent) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const next = Math.min(bars.length - 1, Math.max(0, (over ?? (move > 0 ? -1 : bars.length)) + move));
      setOver(next);
      if (event.shiftKey) setDrag([drag?.[0] ?? over ?? next, next]);
      else setDrag(undefined);
    } else if (event.key === "Enter" && over !== undefined) choose(drag?.[0] ?? over, over);
    else if (event.key === "Escape") setDrag(undefined);
  };
  const wide = WIDTH / Math.max(1, bars.length);
  const shown = over === undefined ? undefined : bars[over];
  const label = `${title}: ${number(total)} in ${bars.length} steps, ${number(failed)} failed. Arrow keys move, with Shift they mark, Enter chooses.`;
  return (
    <div className={css.histogram}>
      <div className={css.steps}>
        <span>{when(bars[0]?.at, step)}</span>
        <span aria-live="polite">
          {shown ? `${when(shown.at, step)} · ${number(shown.count)}${shown.bad ? ` · ${number(shown.bad)} failed` : ""}` : ""}
        </span>
        <span>{when(bars.at(-1)?.at, step)}</span>
      </div>
      <div
        ref={box}
        className={css.bars}
        style={{ height }}
        role="slider"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars.length - 1)}
        aria-valuenow={over ?? 0}
        aria-valuetext={shown ? `${when(shown.at, step)}: ${number(shown.count)}, ${number(shown.bad)} failed` : "nothing chosen"}
        tabIndex={0}
        onKeyDown={keys}
        onBlur={() => setOver(undefined)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([index(event), index(event)]);
        }}
        onPointerMove={(event) => {
          setOver(index(event));
          if (drag) setDrag([drag[0], index(event)]);
        }}
        onPointerLeave={() => !drag && setOver(undefined)}
        onPointerUp={() => drag && choose(...drag)}
      >
        <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" width="100%" height={height} aria-hidden>
          {drag ? (
            <rect
              className={css.brush}
              x={Math.min(...drag) * wide}
              width={(Math.abs(drag[1] - drag[0]) + 1) * wide}
              y={0}
              height={height}
            />
          ) : null}
          {bars.map((bar, at) => {
            const tall = bar.count === 0 ? 0 : Math.max(2, (bar.count / most) * (height - 2));
            const low = bar.count === 0 ? 0 : (bar.bad / bar.count) * tall;
            return bar.count === 0 ? null : (
              <g key={bar.at} data-over={at === over || undefined}>
                <rect className={css.fine} x={at * wide} width={Math.max(1, wide - 1.5)} y={height - tall} height={tall - low} />
                {low > 0 ? (
                  <rect className={css.failed} x={at * wide} width={Math.max(1, wide - 1.5)} y={height - low} height={low} />
                ) : null}
              </g>
            );
          })}
        </svg>
      </div>
    </div>
  );
}

/** Mon 9 Mar, 14:00, or the day alone. */
function when(at: number | undefined, step: number): string {
  if (at === undefined) return "";
  const day = new Date(at).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short" });
  return step < 86_400_000 ? `${day}, ${new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}` : day;
}
