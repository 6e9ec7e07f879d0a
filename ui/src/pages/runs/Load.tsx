// Load: what the run takes of its machine.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { loadQuery } from "@/api/queries/runs";
import type { Run, RunLoad } from "@/api/types";
import { LineChart, Multiples } from "@/parts/chart/LineChart";
import type { Series } from "@/parts/chart/series";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { BlockSkeleton } from "@/parts/Skeleton";

const route = getRouteApi("/inside/p/$project/runs/$run/{-$tab}");

const MEASURES = [
  { key: "cores", title: "Cores in use" },
  { key: "memory_gb", title: "Memory", unit: "GB" },
  { key: "gpu", title: "GPU in use", unit: "%" },
  { key: "gpu_memory_gb", title: "GPU memory", unit: "GB" },
] as const;

function series(rows: readonly RunLoad[], key: (typeof MEASURES)[number]["key"], title: string): Series[] {
  const kept = rows.filter((row) => typeof row[key] === "number");
  const begin = Date.parse(rows[0]?.at ?? "");
  if (kept.length === 0) return [];
  return [
    {
      id: key,
      label: title,
      colour: "--series-live",
      x: kept.map((row) => (Date.parse(row.at) - begin) / 1000),
      y: kept.map((row) => row[key] ?? null),
    },
  ];
}

export function Load({ project, run }: { project: string; run: Run }) {
  route.useSearch();
  const { data, error, isPending } = useQuery(loadQuery(project, run.id));
  const shown = useMemo(
    () => MEASURES.map((one) => ({ ...one, series: series(data ?? [], one.key, one.title) })).filter((one) => one.series.length > 0),
    [data],
  );
  if (isPending) return <BlockSkeleton height={180} />;
  if (error) return <Failure error={error} />;
  if (shown.length === 0) return <Quiet>Nothing measured yet. A worker measures its run every few seconds.</Quiet>;
  return (
    <Multiples>
      {shown.map((one) => (
        <LineChart
          key={one.key}
          title={one.title}
          unit={"unit" in one ? one.unit : undefined}
          axis="s"
          series={one.series}
          zero
          syncKey={`load ${run.id}`}
        />
      ))}
    </Multiples>
  );
}
