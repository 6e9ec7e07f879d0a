// Home: the loop of a project at a glance, its KPI over time, what answers cost and take, and what happens now.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { kpisQuery } from "@/api/queries/feedback";
import { costsQuery, interactionsQuery, seriesQuery } from "@/api/queries/record";
import { aliasesQuery, useGateway } from "@/api/queries/serving";
import type { Filter } from "@/api/types";
import { LineChart } from "@/parts/chart/LineChart";
import { DAY } from "@/parts/chart/series";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { count } from "@/parts/format";
import { Page, Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Segments } from "@/parts/table/Toolbar";
import own from "../feedback/feedback.module.css";
import { KpiChart } from "../feedback/KpiChart";
import { kpiName } from "../feedback/kpis";
import { usd } from "../interactions/columns";
import { timesOf } from "../interactions/times";
import css from "../pages.module.css";
import { callingWays } from "../serving/calling";
import { deployWays } from "../ways";
import { cost, latency } from "./charts";
import { Feed } from "./Feed";
import { Loop } from "./Loop";

const route = getRouteApi("/inside/p/$project/");
const LASTS = [
  { value: "7d", label: "7 d" },
  { value: "30d", label: "30 d" },
  { value: "90d", label: "90 d" },
] as const;
const FIRST_KPI = "resolution";

export default function Home() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project" });
  const [now] = useState(() => Date.now());
  const last = LASTS.find((one) => one.value === search.last)?.value ?? "30d";
  const times = useMemo(() => timesOf({ last }, now), [last, now]);
  const all = useMemo(() => ({ all: [] }), []);
  const newest = useInfiniteQuery(interactionsQuery(project, all, true));
  const aliases = useQuery(aliasesQuery(project));
  const rows = newest.data?.pages[0]?.items;
  const set = (change: Record<string, string | undefined>) => void go({ search: (before) => ({ ...before, ...change }), replace: true });
  if (newest.error && !rows) {
    return (
      <Page title={project}>
        <Failure error={newest.error} retry={() => void newest.refetch()} />
      </Page>
    );
  }
  const empty = rows?.length === 0;
  return (
    <Page
      title={project}
      acts={
        empty ? null : (
          <Segments label="Time" value={last} options={LASTS} onChange={(value) => set({ last: value === "30d" ? undefined : value })} />
        )
      }
    >
      <Loop project={project} />
      {rows === undefined ? <BlockSkeleton height={320} /> : null}
      {empty ? <Begin project={project} served={(aliases.data?.length ?? 0) > 0} alias={aliases.data?.[0]?.name} /> : null}
      {rows?.length ? (
        <div className={own.home}>
          <div className={own.column}>
            <Kpis project={project} chosen={search.kpi} since={times.from} onKpi={(kpi) => set({ kpi })} />
            <Costs project={project} times={times} />
          </div>
          <Feed project={project} rows={rows.slice(0, 12)} />
        </div>
      ) : null}
    </Page>
  );
}

function Kpis({
  project,
  chosen,
  since,
  onKpi,
}: {
  project: string;
  chosen: string | undefined;
  since: string;
  onKpi: (kpi: string) => void;
}) {
  const { data: kpis, error } = useQuery(kpisQuery(project));
  if (error) return <Failure error={error} />;
  if (!kpis) return <BlockSkeleton height={240} />;
  const kpi = kpis.find((one) => one.name === chosen) ?? kpis.find((one) => one.name === FIRST_KPI) ?? kpis[0];
  if (!kpi) return null;
  return (
    <Section
      title={kpiName(kpi)}
      said={kpi.description}
      acts={
        <select className={`${part.input} ${css.filter}`} aria-label="KPI" value={kpi.name} onChange={(event) => onKpi(event.target.value)}>
          {kpis.map((one) => (
            <option key={one.name} value={one.name}>
              {kpiName(one)}
            </option>
          ))}
        </select>
      }
    >
      <KpiChart project={project} kpi={kpi} since={since} height={220} />
    </Section>
  );
}

function Costs({ project, times }: { project: string; times: ReturnType<typeof timesOf> }) {
  const go = useNavigate();
  const { data, error } = useQuery(seriesQuery(project, { filter: { all: [] }, start: times.from, end: times.end, span: "day" }));
  const series = useMemo(() => ({ cost: cost(data?.points ?? []), latency: latency(data?.points ?? []) }), [data]);
  if (error) return <Failure error={error} />;
  if (!data) return <BlockSkeleton height={180} />;
  const behind = (day: number) => {
    const from = new Date(Math.floor(day) * DAY).toISOString();
    const to = new Date((Math.floor(day) + 1) * DAY).toISOString();
    void go({ to: "/p/$project/interactions", params: { project }, search: { from, to } });
  };
  return (
    <div className={own.charts}>
      <LineChart
        title="Time of an answer"
        unit="s"
        axis="date"
        series={series.latency}
        height={160}
        zero
        onPick={behind}
        syncKey={project}
      />
      <LineChart
        title="Cost of an interaction"
        unit="$"
        axis="date"
        series={series.cost}
        height={160}
        zero
        onPick={behind}
        syncKey={project}
      />
      <Elsewhere project={project} times={times} />
    </div>
  );
}

const MOST_ELSEWHERE = 4;

/** What the same tokens would have cost by the project's price lists: nothing, where nobody made one. */
function Elsewhere({ project, times }: { project: string; times: ReturnType<typeof timesOf> }) {
  const filter = useMemo<Filter>(
    () => ({
      all: [
        { field: "started_at", op: "ge", value: times.from },
        { field: "started_at", op: "lt", value: times.end },
      ],
    }),
    [times],
  );
  const { data, error } = useQuery(costsQuery(project, filter));
  if (error) return <Failure error={error} />;
  if (!data || data.with_tokens === 0) return null;
  const shown = data.elsewhere.slice(0, MOST_ELSEWHERE);
  const unknown = data.with_tokens - data.priced_with_cost;
  return (
    <p className={own.elsewhere}>
      {count(data.with_tokens)} interactions of this time cost ${usd(data.cost_of_priced_usd)}
      {unknown ? ` (of ${count(unknown)} that is not known)` : ""}; their tokens would have cost{" "}
      {shown.map((one, place) => (
        <span key={`${one.price_list} ${one.model}`} title={`Price list ${one.price_list}`}>
          {place ? ", " : ""}${usd(one.cost_usd)} with {one.model}
        </span>
      ))}
      {data.elsewhere.length > shown.length ? `, more with ${count(data.elsewhere.length - shown.length)} others` : ""}.
      {data.without_tokens ? ` ${count(data.without_tokens)} could not be priced: nobody counted their tokens.` : ""}
    </p>
  );
}

function Begin({ project, served, alias }: { project: string; served: boolean; alias: string | undefined }) {
  const gateway = useGateway();
  return served ? (
    <Empty title="The next step: call it" ways={callingWays(gateway, `${project}/${alias ?? "agent"}`)}>
      Point an app at the gateway and name the alias. What is asked and answered is here a moment later; give it feedback, now or when the
      business knows, and this page shows how good it is, what it costs and how quick it is.
    </Empty>
  ) : (
    <Empty title="The next step: serve a model" ways={deployWays(project)}>
      The loop begins where your users are. Serve a model under a name that apps can call; from then on every answer is written down, joined
      with what happened later, and turned into a better model.{" "}
      <Link to="/p/$project/deployments" params={{ project }} search={{ view: "deploy" }} className={css.link}>
        Deploy one here
      </Link>
    </Empty>
  );
}
