// Load: what the run takes of its machine; its worker logs that as `system/…`.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { metricsQuery } from "@/api/queries/runs";
import type { Run } from "@/api/types";
import { LineChart, Multiples } from "@/parts/chart/LineChart";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { BlockSkeleton } from "@/parts/Skeleton";
import { charts, SYSTEM } from "./curves";

const UNITS: Record<string, [title: string, unit: string]> = {
  "system/cores": ["Cores in use", ""],
  "system/memory_gb": ["Memory", "GB"],
  "system/gpu": ["GPU in use", "share"],
  "system/gpu_memory_gb": ["GPU memory", "GB"],
};

export function Load({ project, run }: { project: string; run: Run }) {
  const { data, error, isPending } = useQuery(metricsQuery(project, run.id));
  const found = useMemo(() => (data ? charts([{ run, rows: data }], "time").filter((one) => one.group === SYSTEM) : []), [data, run]);
  if (isPending) return <BlockSkeleton height={180} />;
  if (error) return <Failure error={error} />;
  if (found.length === 0) return <Quiet>Nothing measured yet. A worker measures its run as it goes.</Quiet>;
  return (
    <Multiples>
      {found.map((one) => {
        const [title, unit] = UNITS[one.metric] ?? [one.title, ""];
        const series = one.series.map((line) => ({ ...line, colour: "--series-live" }));
        return (
          <LineChart key={one.metric} title={title} unit={unit || undefined} axis="s" series={series} zero syncKey={`load ${run.id}`} />
        );
      })}
    </Multiples>
  );
}
