// Curves: every metric of one or several runs as small multiples; smoothing, axis and zoom are in the address.
import { useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { metricsQuery } from "@/api/queries/runs";
import type { Run } from "@/api/types";
import { Legend, LineChart, Multiples, Smoothing } from "@/parts/chart/LineChart";
import { colourOf, type Mark, type Range } from "@/parts/chart/series";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Segments, Toolbar } from "@/parts/table/Toolbar";
import { amount } from "@/search";
import { type Axis, charts, LOAD, type Told } from "./curves";

export interface CurveSearch {
  smooth?: string | undefined;
  x?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const SMOOTH = 0.6;
const NO_MARKS: readonly Mark[] = [];

export function Curves({
  project,
  runs,
  search,
  marked = NO_MARKS,
  onPick,
}: {
  project: string;
  runs: readonly Run[];
  search: CurveSearch;
  marked?: readonly Mark[];
  /** A click on a step: show what is behind it. */
  onPick?: (step: number) => void;
}) {
  const axis: Axis = search.x === "time" ? "time" : "step";
  const smoothing = amount(search.smooth, SMOOTH, 0, 0.99);
  const range = useRange(search);
  const set = useSet();
  const told = useTold(project, runs);
  const found = useMemo(() => charts(told.rows, axis).filter((one) => one.group !== LOAD), [told.rows, axis]);
  const shared = {
    axis: axis === "step" ? "step" : "s",
    smoothing,
    range,
    marks: marked,
    syncKey: runs.map((run) => run.id).join(),
    onPick: axis === "step" ? onPick : undefined,
    onRange: (next: Range | undefined) => set({ from: next?.[0].toFixed(3), to: next?.[1].toFixed(3) }),
  };
  if (told.error) return <Failure error={told.error} />;
  if (told.pending) return <BlockSkeleton height={220} />;
  if (found.length === 0) return <Quiet>Nothing logged yet. The first numbers appear here after the first step.</Quiet>;
  return (
    <>
      <Toolbar side={<Smoothing value={smoothing} onChange={(value) => set({ smooth: value === SMOOTH ? undefined : String(value) })} />}>
        <Segments
          label="Axis"
          value={axis}
          onChange={(x) => set({ x: x === "step" ? undefined : x, from: undefined, to: undefined })}
          options={[
            { value: "step", label: "By step" },
            { value: "time", label: "By time" },
          ]}
        />
        {runs.length > 1 ? <Legend series={runs.map((run, index) => ({ id: run.id, label: run.name, colour: colourOf(index) }))} /> : null}
      </Toolbar>
      <Multiples>
        {found.map((chart) => (
          <LineChart key={chart.metric} title={chart.title} series={chart.series} labels={false} {...shared} />
        ))}
      </Multiples>
    </>
  );
}

function useRange({ from, to }: CurveSearch): Range | undefined {
  return useMemo(() => {
    const [low, high] = [Number(from), Number(to)];
    return from && to && Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : undefined;
  }, [from, to]);
}

/** Changes words of the address in place. */
export function useSet(): (change: Record<string, string | undefined>) => void {
  const go = useNavigate();
  return (change) => void go({ to: ".", search: ((before: object) => ({ ...before, ...change })) as never, replace: true });
}

function useTold(project: string, runs: readonly Run[]): { rows: Told[]; pending: boolean; error: unknown } {
  return useQueries({
    queries: runs.map((run) => metricsQuery(project, run.id)),
    combine: (answers) => ({
      rows: answers.flatMap((answer, index) => {
        const run = runs[index];
        return run && answer.data ? [{ run, rows: answer.data }] : [];
      }),
      pending: answers.some((answer) => answer.isPending),
      error: answers.find((answer) => answer.error)?.error,
    }),
  });
}
