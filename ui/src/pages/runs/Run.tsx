// Run: one run, live: curves, example episodes, logs, load, checkpoints, and all that is needed to repeat it.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { eventsQuery, metricsQuery, runQuery, runStream } from "@/api/queries/runs";
import { useStream } from "@/api/stream";
import { ENDED, type Run as Record } from "@/api/types";
import type { Mark } from "@/parts/chart/series";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page, Tabs } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Id, Lasting, Progress } from "@/parts/Small";
import { Checkpoints } from "./Checkpoints";
import { Curves } from "./Curves";
import { marks } from "./curves";
import { Episodes } from "./Episodes";
import { History } from "./History";
import { Load } from "./Load";
import { Logs } from "./Logs";
import { RunStatus, Why } from "./parts";
import { Rates } from "./Rates";
import { RunActs } from "./RunActs";
import { Setup } from "./Setup";

const route = getRouteApi("/inside/p/$project/runs/$run/{-$tab}");

const TABS = [
  ["curves", "Curves"],
  ["episodes", "Episodes"],
  ["logs", "Logs"],
  ["load", "Load"],
  ["checkpoints", "Checkpoints"],
  ["history", "History"],
  ["setup", "Setup"],
] as const;

export default function Run() {
  const { project, run: id, tab = "curves" } = route.useParams();
  const { data: run, error, refetch } = useQuery(runQuery(project, id));
  useLive(project, id, run !== undefined && !ENDED.has(run.status));
  if (!run) {
    return <Page title="Run">{error ? <Failure error={error} retry={() => void refetch()} /> : <BlockSkeleton height={320} />}</Page>;
  }
  const fills = tab === "logs" || tab === "episodes";
  return (
    <Page
      title={run.name}
      full={fills}
      beside={
        <>
          <RunStatus run={run} />
          <Progress step={run.step ?? 0} steps={run.steps} />
          <Lasting from={run.started_at} to={run.finished_at} />
          <Id id={run.id} />
        </>
      }
      acts={<RunActs project={project} run={run} />}
    >
      <Why run={run} />
      <Tabs label="Parts of the run">
        {TABS.map(([name, title]) => (
          <Link
            key={name}
            to="/p/$project/runs/$run/{-$tab}"
            params={{ project, run: id, tab: name === "curves" ? undefined : name }}
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{ "aria-current": "page" }}
          >
            {name === "curves" && measures(run) ? "Rates" : title}
          </Link>
        ))}
      </Tabs>
      <Tab tab={tab} project={project} run={run} />
    </Page>
  );
}

/** Whether the run measures a model, and has rates in place of curves. */
function measures(run: Record): boolean {
  return run.spec.recipe === "evaluate";
}

/** Follow a run that goes on, from where its numbers, once loaded, end. */
function useLive(project: string, id: string, live: boolean): void {
  const { data: loaded, isSuccess } = useQuery({ ...metricsQuery(project, id), notifyOnChangeProps: ["isSuccess"] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes later comes by the stream itself
  const stream = useMemo(() => runStream(project, id, loaded?.at(-1)?.seq ?? 0), [project, id, isSuccess]);
  useStream(live && isSuccess ? stream.url : undefined, stream.handlers);
}

function Tab({ tab, project, run }: { tab: string; project: string; run: Record }) {
  switch (tab) {
    case "curves":
      return measures(run) ? <Rates project={project} run={run} /> : <MarkedCurves project={project} run={run} />;
    case "episodes":
      return <Episodes project={project} run={run} />;
    case "logs":
      return <Logs project={project} run={run} />;
    case "load":
      return <Load project={project} run={run} />;
    case "checkpoints":
      return <Checkpoints project={project} run={run} />;
    case "history":
      return <History project={project} run={run} />;
    case "setup":
      return <Setup project={project} run={run} />;
    default:
      return <Quiet>A run has no part of that name.</Quiet>;
  }
}

const NONE: readonly Mark[] = [];

function MarkedCurves({ project, run }: { project: string; run: Record }) {
  const search = route.useSearch();
  const { data: events } = useQuery(eventsQuery(project, run.id));
  const marked = useMemo(() => (events ? marks(events, search.x === "time" ? "time" : "step") : NONE), [events, search.x]);
  const runs = useMemo(() => [run], [run]);
  const go = useNavigate();
  const behind = (step: number) =>
    void go({ to: "/p/$project/runs/$run/{-$tab}", params: { project, run: run.id, tab: "episodes" }, search: { at: String(step) } });
  return <Curves onPick={behind} project={project} runs={runs} search={search} marked={marked} />;
}
