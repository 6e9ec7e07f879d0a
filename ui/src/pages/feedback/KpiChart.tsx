// KpiChart: a KPI over days with its interval, and what it is over all of them.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { kpiQuery } from "@/api/queries/feedback";
import type { Kpi } from "@/api/types";
import { LineChart } from "@/parts/chart/LineChart";
import { Failure } from "@/parts/Failure";
import { number } from "@/parts/format";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import own from "./feedback.module.css";
import { figure, isRate, kpiName, kpiSeries } from "./kpis";

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
      <p className={own.figure}>
        {whole.mean === null ? (
          <span className={part.muted}>nothing is known of it yet</span>
        ) : (
          <>
            <b>{figure(whole.mean, kpi)}</b>
            {whole.low !== null && whole.high !== null ? (
              <span>
                [{figure(whole.low, kpi).replace(" %", "")}, {figure(whole.high, kpi).replace(" %", "")}]
              </span>
            ) : null}
            <span>n {number(whole.n)}</span>
            {whole.pending ? <span>{number(whole.pending)} not known yet</span> : null}
          </>
        )}
      </p>
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
