// LineChart: values over steps, with smoothing, bands, labels at the lines' ends, one crosshair for all, and a table for readers.
import { ChartLine, Maximize2, Table2 } from "lucide-react";
import { Slider } from "radix-ui";
import { type CSSProperties, lazy, type ReactNode, Suspense, useMemo, useRef, useState } from "react";
import { IconButton } from "../Button";
import { number } from "../format";
import { Bone } from "../Skeleton";
import css from "./chart.module.css";
import type { Placed } from "./Plot";
import { join, last, type Mark, place, type Range, type Series, spoken, thinned } from "./series";

const Plot = lazy(() => import("./Plot"));
const LABELS_UP_TO = 4;
const ROWS_TOLD = 200;
const NONE: readonly Mark[] = [];

export interface ChartProps {
  title: string;
  unit?: string | undefined;
  /** What x is: step, seconds. */
  axis?: string;
  series: readonly Series[];
  smoothing?: number;
  marks?: readonly Mark[];
  range?: Range | undefined;
  onRange?: (range: Range | undefined) => void;
  /** A click on a place: show what is behind it. */
  onPick?: ((x: number) => void) | undefined;
  syncKey?: string;
  height?: number;
  /** Names at the ends of the lines. Without them, only the values under the crosshair. */
  labels?: boolean;
  zero?: boolean;
}

export function LineChart({
  title,
  unit,
  axis = "step",
  series,
  smoothing = 0,
  marks = NONE,
  range,
  onRange = () => undefined,
  onPick,
  syncKey,
  height = 180,
  labels = series.length > 1 && series.length <= LABELS_UP_TO,
  zero = false,
}: ChartProps) {
  const [cursor, setCursor] = useState<number>();
  const [ends, setEnds] = useState<Placed[]>([]);
  const [asTable, showTable] = useState(false);
  const mover = useRef<((step: number) => void) | null>(null);
  const empty = series.every((one) => last(one) === undefined);
  const labelWidth = labels ? 112 : axis === "date" ? 26 : 14;
  return (
    <figure className={css.chart} aria-label={title}>
      <figcaption className={css.head}>
        <span className={css.title}>
          {title} {unit ? <span className={css.unit}>({unit})</span> : null}
        </span>
        <div className={css.acts} data-on={asTable || range || undefined}>
          {range ? (
            <IconButton small label="Show all steps" onClick={() => onRange(undefined)}>
              <Maximize2 size={14} aria-hidden />
            </IconButton>
          ) : null}
          <IconButton small label={asTable ? "Show as lines" : "Show as a table"} onClick={() => showTable(!asTable)}>
            {asTable ? <ChartLine size={14} aria-hidden /> : <Table2 size={14} aria-hidden />}
          </IconButton>
        </div>
        <Readout series={series} cursor={cursor} axis={axis} />
      </figcaption>
      {empty ? (
        <div className={css.nothing} style={{ height }}>
          nothing yet
        </div>
      ) : asTable ? (
        <Numbers title={title} series={series} axis={axis} />
      ) : (
        <div
          className={css.body}
          style={{ height }}
          role="img"
          aria-label={spoken(title, series, axis)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the crosshair
          tabIndex={0}
          onKeyDown={(event) => {
            const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
            if (event.key === "Escape" && range) onRange(undefined);
            if (event.key === "Enter" && cursor !== undefined) onPick?.(cursor);
            if (step === undefined) return;
            event.preventDefault();
            mover.current?.(step);
          }}
        >
          <Suspense fallback={<Bone height={height} />}>
            <Plot
              series={series}
              axis={axis}
              smoothing={smoothing}
              marks={marks}
              range={range}
              syncKey={syncKey}
              height={height}
              labelWidth={labelWidth}
              zero={zero}
              onCursor={setCursor}
              onRange={onRange}
              onPick={onPick}
              onLabels={setEnds}
              mover={mover}
            />
          </Suspense>
          {labels ? <Labels series={series} ends={ends} width={labelWidth} /> : null}
        </div>
      )}
    </figure>
  );
}

export function Swatch({ colour }: { colour: string }) {
  return <span className={css.swatch} style={{ "--swatch": `var(${colour})` } as CSSProperties} aria-hidden />;
}

function Labels({ series, ends, width }: { series: readonly Series[]; ends: readonly Placed[]; width: number }) {
  return (
    <div className={css.labels} style={{ width: width }} aria-hidden>
      {ends.map((end) => {
        const one = series.find(({ id }) => id === end.id);
        return one ? (
          <span key={end.id} className={css.label} style={{ top: end.top }}>
            <Swatch colour={one.colour} />
            <span>{one.label}</span>
          </span>
        ) : null;
      })}
    </div>
  );
}

/** The values at the crosshair, or the last ones. */
function Readout({ series, cursor, axis }: { series: readonly Series[]; cursor: number | undefined; axis: string }) {
  const values = series.map((one) => {
    if (cursor === undefined) return last(one)?.y;
    const index = one.x.indexOf(cursor);
    return index < 0 ? undefined : (one.y[index] ?? undefined);
  });
  const many = series.length > 1;
  if (cursor === undefined && series.length > LABELS_UP_TO) return <span className={css.readout} />;
  return (
    <span className={css.readout}>
      {cursor !== undefined ? (
        <span>
          {axis} {place(axis, cursor)}
        </span>
      ) : null}
      {series.map((one, index) => {
        const value = values[index];
        return value === undefined ? null : (
          <span key={one.id} className={css.value} title={one.label}>
            {many ? <Swatch colour={one.colour} /> : null}
            <b>{number(value)}</b>
            {one.low && one.high && cursor !== undefined ? <Band one={one} cursor={cursor} /> : null}
          </span>
        );
      })}
    </span>
  );
}

function Band({ one, cursor }: { one: Series; cursor: number }): ReactNode {
  const index = one.x.indexOf(cursor);
  const [low, high] = [one.low?.[index], one.high?.[index]];
  return low === null || low === undefined || high === null || high === undefined ? null : (
    <span>
      [{number(low)}, {number(high)}]
    </span>
  );
}

/** The same numbers as rows; at most two hundred of them, evenly spaced. */
function Numbers({ title, series, axis }: { title: string; series: readonly Series[]; axis: string }) {
  const { x, ys } = useMemo(() => join(series), [series]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <div className={css.numbers} tabIndex={0} role="region" aria-label={`${title}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{axis}</th>
            {series.map((one) => (
              <th key={one.id} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {thinned(x.length, ROWS_TOLD).map((index) => (
            <tr key={x[index]}>
              <th scope="row">{place(axis, x[index] ?? 0)}</th>
              {series.map((one, column) => {
                const value = ys[column]?.[index];
                return <td key={one.id}>{value === null || value === undefined ? "" : number(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Multiples({ children }: { children: ReactNode }) {
  return <div className={css.multiples}>{children}</div>;
}

/** Names of the series, for more charts at once. */
export function Legend({ series }: { series: readonly Pick<Series, "id" | "label" | "colour">[] }) {
  return (
    <div className={css.legend}>
      {series.map((one) => (
        <span key={one.id} className={css.value}>
          <Swatch colour={one.colour} />
          {one.label}
        </span>
      ))}
    </div>
  );
}

/** How much of the past each point holds, for all charts of a page. */
export function Smoothing({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  return (
    <div className={css.smoothing}>
      Smoothing
      <Slider.Root className={css.slider} min={0} max={0.99} step={0.01} value={[value]} onValueChange={([next]) => onChange(next ?? 0)}>
        <Slider.Track data-track>
          <Slider.Range data-range />
        </Slider.Track>
        <Slider.Thumb data-thumb aria-label="Smoothing" />
      </Slider.Root>
      <output>{value.toFixed(2)}</output>
    </div>
  );
}
