// KpiChart: a KPI over days with its interval, and what it is over all of them.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { kpiQuery } from "@/api/queries/feedback";
import type { Kpi } from "@/api/types";
import { LineChart } from "@/parts/chart/LineChart";
import { Failure } from "@/parts/Failure";
import { BlockSkeleton } from "@/parts/Skeleton";
import own from "./feedback.module.css";
import { KpiFigure } from "./KpiFigure";
import { isRate, kpiName, kpiSeries } from "./kpis";

export function KpiChart({
  project,
  kpi,
  since,
  height = 180,
  onPick,
}: {
  project: string;
  kpi: Kpi;
  since: string;
  height?: number;
  onPick?: (day: number) => void;
}) {
  const { data, error } = useQuery(kpiQuery(project, { kpi: kpi.name, since, every: "day" }));
  const series = useMemo(() => (data ? kpiSeries(kpi, data.points) : []), [data, kpi]);
  if (error) return <Failure error={error} />;
  if (!data) return <BlockSkeleton height={height + 40} />;
  const { whole } = data;
  return (
    <div className={own.kpi}>
      <KpiFigure whole={whole} kpi={kpi} />
      {whole.mean === null ? null : (
        <LineChart
          title={`${kpiName(kpi)} by day`}
          unit={isRate(kpi) ? "%" : kpi.unit}
          axis="date"
          series={series}
          height={height}
          labels={false}
          onPick={onPick}
        />
      )}
    </div>
  );
}
