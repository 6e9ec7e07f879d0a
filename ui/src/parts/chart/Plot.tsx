// Plot: uPlot behind the chart, loaded only where there is a chart. Lines, bands, labelled verticals, crosshair, brush.
import { useEffect, useLayoutEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour, useDark } from "@/theme/theme";
import { count, number } from "../format";
import { extent, join, type Mark, place, placed, type Range, type Series, smooth, spread } from "./series";

export interface Placed {
  id: string;
  top: number;
}

export interface PlotProps {
  series: readonly Series[];
  axis: string;
  smoothing: number;
  marks: readonly Mark[];
  range: Range | undefined;
  syncKey: string | undefined;
  height: number;
  labelWidth: number;
  zero: boolean;
  onCursor: (x: number | undefined) => void;
  onRange: (range: Range | undefined) => void;
  onPick: ((x: number) => void) | undefined;
  onLabels: (labels: Placed[]) => void;
  /** How the keyboard moves the crosshair. */
  mover: { current: ((step: number) => void) | null };
}

const FONT = '12px "Inter Variable", system-ui, sans-serif';
const SPARSE = 24;

interface Built {
  data: uPlot.AlignedData;
  lines: uPlot.Series[];
  bands: uPlot.Band[];
  /** For each series, which column of the data holds the line that its label belongs to. */
  columns: number[];
}

/** Columns for uPlot: for each series its band, its raw line, and the smoothed one over it. */
function build(series: readonly Series[], smoothing: number): Built {
  const { x, ys } = join(series);
  const at = new Map(x.map((value, index) => [value, index]));
  const data: (number | null)[][] = [];
  const built: Built = { data: [x], lines: [{}], bands: [], columns: [] };
  const add = (values: (number | null)[], line: uPlot.Series) => {
    data.push(values);
    built.lines.push({ spanGaps: true, points: { show: false }, ...line });
    return data.length;
  };
  series.forEach((one, index) => {
    const stroke = colour(one.colour);
    const y = ys[index] ?? [];
    const sparse = one.x.length <= SPARSE;
    if (one.low && one.high) {
      const high = add(spread(one.x, one.high, at, x.length), { stroke: "transparent", width: 0 });
      const low = add(spread(one.x, one.low, at, x.length), { stroke: "transparent", width: 0 });
      built.bands.push({ series: [high, low], fill: faded(stroke, 0.14) });
    }
    if (smoothing > 0 && !sparse) {
      add(y, { stroke: faded(stroke, 0.26), width: 1 });
      built.columns.push(add(smooth(y, smoothing), { stroke, width: 1.75 }));
    } else {
      built.columns.push(add(y, { stroke, width: 1.5, points: { show: sparse, size: 5, width: 0, fill: stroke } }));
    }
  });
  built.data = [x, ...data] as uPlot.AlignedData;
  return built;
}

function faded(rgb: string, alpha: number): string {
  return rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
}

/** Bounds with air; a zero line where zero is near or asked for, so that it never lies outside by accident. */
function bounds(series: readonly Series[], range: Range | undefined, zero: boolean): [number, number] {
  const found = extent(series, range) ?? [0, 1];
  let [low, high] = found;
  if (zero) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  const air = (high - low || Math.abs(high) || 1) * 0.08;
  const floor = zero && low === 0 ? 0 : low - air;
  return [low >= 0 && floor < 0 ? 0 : floor, high + air];
}

/** From the first x to the last; one alone stands in the middle. */
function whole(x: ArrayLike<number>): [number, number] {
  const [low = 0, high = 1] = [x[0], x[x.length - 1]];
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** Steps and seconds are told in whole numbers. */
const WHOLE = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** As wide as the longest of its words. */
function wide(u: uPlot, values: string[] | null): number {
  if (!values) return 40;
  u.ctx.font = FONT;
  return (
    Math.ceil(
      Math.max(...values.map((value) => u.ctx.measureText(value ?? "").width)) / (u.ctx.font.startsWith("12px") ? 1 : devicePixelRatio),
    ) + 14
  );
}

function axis(size: uPlot.Axis.Size): uPlot.Axis {
  return {
    stroke: colour("--muted"),
    font: FONT,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
    border: { show: false },
    gap: 6,
    size,
  };
}

function drawZero(u: uPlot): void {
  const { min, max } = u.scales.y ?? {};
  if (min === undefined || max === undefined || min === null || max === null || min > 0 || max < 0) return;
  const y = Math.round(u.valToPos(0, "y", true)) + 0.5;
  u.ctx.save();
  u.ctx.strokeStyle = colour("--line-strong");
  u.ctx.lineWidth = devicePixelRatio;
  u.ctx.beginPath();
  u.ctx.moveTo(u.bbox.left, y);
  u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
  u.ctx.stroke();
  u.ctx.restore();
}

function drawMarks(u: uPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = `${12 * devicePixelRatio}px "Inter Variable", system-ui, sans-serif`;
  ctx.textBaseline = "top";
  let free = Number.NEGATIVE_INFINITY;
  for (const mark of marks) {
    const x = Math.round(u.valToPos(mark.x, "x", true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour("--edge");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const width = ctx.measureText(mark.label).width + 8 * devicePixelRatio;
    const left = Math.min(x + 4 * devicePixelRatio, bbox.left + bbox.width - width);
    if (left < free) continue;
    ctx.fillStyle = colour("--muted");
    ctx.fillText(mark.label, left, bbox.top + 2 * devicePixelRatio);
    free = left + width;
  }
  ctx.restore();
}

/** Where each series ends, moved apart; only those that end in sight. */
function ends(u: uPlot, series: readonly Series[], columns: readonly number[]): Placed[] {
  const wishes: { id: string; top: number }[] = [];
  series.forEach((one, index) => {
    const values = u.data[columns[index] ?? 0] ?? [];
    for (let at = Math.min(values.length - 1, u.series[0]?.idxs?.[1] ?? values.length - 1); at >= 0; at -= 1) {
      const value = values[at];
      if (value === null || value === undefined) continue;
      wishes.push({ id: one.id, top: u.valToPos(value, "y") + u.bbox.top / devicePixelRatio });
      break;
    }
  });
  const height = (u.bbox.top + u.bbox.height) / devicePixelRatio;
  const tops = placed(
    wishes.map((wish) => wish.top),
    17,
    u.bbox.top / devicePixelRatio,
    height,
  );
  return wishes.map((wish, index) => ({ id: wish.id, top: Math.round(tops[index] ?? wish.top) }));
}

function steps(mover: PlotProps["mover"], plot: uPlot): void {
  mover.current = (step) => {
    const x = plot.data[0];
    const from = plot.cursor.idx ?? (step > 0 ? -1 : x.length);
    const next = Math.min(x.length - 1, Math.max(0, from + step));
    const value = x[next];
    if (value !== undefined) plot.setCursor({ left: plot.valToPos(value, "x"), top: 0 });
  };
}

/** Tells of a click that drags nothing and is not the first half of two. */
function clicks(plot: uPlot, act: (x: number) => void): void {
  let down = { x: 0, y: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  plot.over.addEventListener("mousedown", (event) => {
    down = { x: event.clientX, y: event.clientY };
  });
  plot.over.addEventListener("click", (event) => {
    clearTimeout(timer);
    const moved = Math.hypot(event.clientX - down.x, event.clientY - down.y) > 3;
    const value = plot.data[0][plot.cursor.idx ?? -1];
    if (!moved && event.detail === 1 && value !== undefined) timer = setTimeout(() => act(value), 250);
  });
}

function options(latest: { current: PlotProps }, built: { current: Built }, width: number): uPlot.Options {
  const told = { labels: "" };
  const { height, labelWidth, syncKey } = latest.current;
  const dated = latest.current.axis === "date";
  return {
    width,
    height,
    padding: [10, labelWidth, 0, 0],
    legend: { show: false },
    series: built.current.lines,
    bands: built.current.bands,
    scales: {
      x: { time: false, range: (u) => [...(latest.current.range ?? whole(u.data[0]))] },
      y: { range: () => bounds(latest.current.series, latest.current.range, latest.current.zero) },
    },
    axes: [
      {
        ...axis(24),
        grid: { show: false },
        space: 64,
        incrs: WHOLE,
        values: (_u, ticks) => ticks.map((tick) => (dated ? place("date", tick) : short(tick, ticks))),
      },
      { ...axis(wide), space: 32, values: (_u, ticks) => ticks.map((tick) => short(tick, ticks)) },
    ],
    cursor: {
      y: false,
      points: {
        size: 6,
        width: 0,
        fill: (u, index) => String(u.series[index]?.stroke instanceof Function ? u.series[index]?.stroke(u, index) : ""),
      },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      ...(syncKey ? { sync: { key: syncKey, scales: ["x", null] } } : {}),
    },
    hooks: {
      drawAxes: [drawZero],
      draw: [
        (u) => {
          drawMarks(u, latest.current.marks);
          const labels = ends(u, latest.current.series, built.current.columns);
          const text = JSON.stringify(labels);
          if (text !== told.labels) queueMicrotask(() => latest.current.onLabels(labels));
          told.labels = text;
        },
      ],
      setCursor: [
        (u) => {
          const index = u.cursor.idx;
          latest.current.onCursor(index === null || index === undefined ? undefined : u.data[0][index]);
        },
      ],
      setSelect: [
        (u) => {
          if (u.select.width < 4) return;
          const from = u.posToVal(u.select.left, "x");
          const to = u.posToVal(u.select.left + u.select.width, "x");
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          latest.current.onRange([from, to]);
        },
      ],
    },
  };
}

/** A tick in few characters: 22k, 0.25. */
function short(tick: number, ticks: readonly number[]): string {
  const most = Math.max(...ticks.map(Math.abs));
  if (most >= 10_000) return count(tick).replace(/\.0(?=[kMB])/, "");
  if (most > 0 && most < 1e-3) return number(tick);
  return number(tick, digits(ticks));
}

/** As many digits as tell the ticks apart without rounding any. */
function digits(ticks: readonly number[]): number {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  for (let places = 0; places < 6; places += 1) {
    if (Math.abs(step * 10 ** places - Math.round(step * 10 ** places)) < 1e-6) return places;
  }
  return 6;
}

export default function Plot(props: PlotProps) {
  const { series, smoothing, marks, range, height, labelWidth, syncKey, mover } = props;
  const dark = useDark();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const built = useRef<Built>({ data: [[]], lines: [{}], bands: [], columns: [] });
  const shape = JSON.stringify([
    series.map((one) => [one.id, one.colour, Boolean(one.low), one.x.length <= SPARSE]),
    smoothing > 0,
    dark,
    labelWidth,
    syncKey,
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the plot is made anew only when its shape is another
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    built.current = build(latest.current.series, latest.current.smoothing);
    const made = new uPlot(options(latest, built, Math.max(120, element.clientWidth)), built.current.data, element);
    plot.current = made;
    steps(mover, made);
    const reset = () => latest.current.onRange(undefined);
    made.over.addEventListener("dblclick", reset);
    clicks(made, (x) => latest.current.onPick?.(x));
    const watcher = new ResizeObserver(() => {
      const width = Math.max(120, element.clientWidth);
      if (width !== made.width) made.setSize({ width, height: latest.current.height });
    });
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
      mover.current = null;
    };
  }, [shape]);

  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    built.current = build(series, smoothing);
    made.setData(built.current.data, true);
  }, [series, smoothing]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what a drawing depends on besides its data
  useEffect(() => {
    const made = plot.current;
    if (!made) return;
    if (made.height !== height) made.setSize({ width: made.width, height });
    made.setData(made.data, true);
  }, [range?.[0], range?.[1], marks, height]);

  return <div ref={box} />;
}
