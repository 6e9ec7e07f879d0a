// KpiList: every KPI of the project over time, with n and its interval.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { kpisQuery } from "@/api/queries/feedback";
import { Failure } from "@/parts/Failure";
import { Section } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Segments } from "@/parts/table/Toolbar";
import { timesOf } from "../interactions/times";
import own from "./feedback.module.css";
import { KpiChart } from "./KpiChart";
import { kpiName } from "./kpis";

const route = getRouteApi("/inside/p/$project/feedback/{-$tab}");
const LASTS = [
  { value: "7d", label: "7 d" },
  { value: "30d", label: "30 d" },
  { value: "90d", label: "90 d" },
] as const;

export function KpiList({ project }: { project: string }) {
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/feedback/{-$tab}" });
  const [now] = useState(() => Date.now());
  const last = LASTS.find((one) => one.value === search.last)?.value ?? "30d";
  const times = useMemo(() => timesOf({ last }, now), [last, now]);
  const { data, error } = useQuery(kpisQuery(project));
  const choose = (value: string) =>
    void go({ search: (before) => ({ ...before, last: value === "30d" ? undefined : value }), replace: true });
  return (
    <>
      <div>
        <Segments label="Time" value={last} options={LASTS} onChange={choose} />
      </div>
      {error ? <Failure error={error} /> : null}
      {data || error ? null : <BlockSkeleton height={240} />}
      <div className={own.kpis}>
        {data?.map((kpi) => (
          <Section key={kpi.name} title={kpiName(kpi)} said={kpi.description}>
            <KpiChart project={project} kpi={kpi} since={times.from} height={140} />
          </Section>
        ))}
      </div>
    </>
  );
}
