// Load: what the run takes of its machine; its worker logs that as `load/…`.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { metricsQuery } from "@/api/queries/runs";
import type { Run } from "@/api/types";
import { LineChart, Multiples } from "@/parts/chart/LineChart";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { BlockSkeleton } from "@/parts/Skeleton";
import { charts, LOAD } from "./curves";

interface Measure {
  title: string;
  unit?: string;
  /** What a value is divided by. */
  per?: number;
}

const MEASURES: Record<string, Measure> = {
  "load/cpu_percent": { title: "Cores in use", per: 100 },
  "load/rss_bytes": { title: "Memory", unit: "GB", per: 1e9 },
  "load/gpu_percent": { title: "GPUs in use", per: 100 },
  "load/gpu_memory_bytes": { title: "GPU memory", unit: "GB", per: 1e9 },
};

export function Load({ project, run }: { project: string; run: Run }) {
  const { data, error, isPending } = useQuery(metricsQuery(project, run.id));
  const found = useMemo(() => (data ? charts([{ run, rows: data }], "time").filter((one) => one.group === LOAD) : []), [data, run]);
  if (isPending) return <BlockSkeleton height={180} />;
  if (error) return <Failure error={error} />;
  if (found.length === 0) return <Quiet>Nothing measured yet. A worker measures its run as it goes.</Quiet>;
  return (
    <Multiples>
      {found.map((one) => {
        const { title = one.title, unit, per = 1 }: Partial<Measure> = MEASURES[one.metric] ?? {};
        const series = one.series.map((line) => ({
          ...line,
          colour: "--series-live",
          y: line.y.map((y) => (y === null ? null : y / per)),
        }));
        return <LineChart key={one.metric} title={title} unit={unit} axis="s" series={series} zero syncKey={`load ${run.id}`} />;
      })}
    </Multiples>
  );
}
