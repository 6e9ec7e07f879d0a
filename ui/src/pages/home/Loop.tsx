// Loop: where a project stands, from what it serves to what it learned: each step is a place to go to.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { datasetsQuery } from "@/api/queries/datasets";
import { feedbackCountsQuery } from "@/api/queries/feedback";
import { seriesQuery } from "@/api/queries/record";
import { busyQuery } from "@/api/queries/runs";
import { aliasesQuery, deploymentsQuery } from "@/api/queries/serving";
import { count, number, percent } from "@/parts/format";
import own from "../feedback/feedback.module.css";
import { timesOf } from "../interactions/times";
import { pointed } from "../serving/serves";

export function Loop({ project }: { project: string }) {
  const [now] = useState(() => Date.now());
  const times = useMemo(() => timesOf({ last: "24h" }, now), [now]);
  const asked = { filter: { all: [] }, start: times.from, end: times.end, span: "hour" as const };
  const { data: day } = useQuery({ ...seriesQuery(project, asked), refetchInterval: 30_000 });
  const { data: said } = useQuery(feedbackCountsQuery(project));
  const { data: datasets } = useQuery(datasetsQuery(project));
  const { data: busy } = useQuery(busyQuery(project));
  const { data: deployments } = useQuery(deploymentsQuery(project));
  const { data: aliases } = useQuery(aliasesQuery(project));
  const answered = day?.points.reduce((sum, point) => sum + point.count, 0);
  const ready = deployments?.filter((one) => one.status === "ready").length;
  const run = busy?.items[0];
  const live = aliases?.at(-1);
  return (
    <nav className={own.loop} aria-label="The loop">
      <Link to="/p/$project/deployments" params={{ project }} className={own.step}>
        <span>serve</span>
        <b>{ready === undefined ? "…" : `${ready} of ${deployments?.length ?? 0} ready`}</b>
        <ChevronRight size={14} aria-hidden />
      </Link>
      <Link to="/p/$project/interactions" params={{ project }} search={{ last: "24h" }} className={own.step}>
        <span>answered in 24 h</span>
        <b>{answered === undefined ? "…" : count(answered)}</b>
        <ChevronRight size={14} aria-hidden />
      </Link>
      <Link to="/p/$project/feedback/{-$tab}" params={{ project }} className={own.step}>
        <span>feedback{said?.parked ? `, ${count(said.parked)} waiting` : ""}</span>
        <b>{said === undefined ? "…" : count(said.events)}</b>
        <ChevronRight size={14} aria-hidden />
      </Link>
      <Link to="/p/$project/datasets" params={{ project }} className={own.step}>
        <span>datasets</span>
        <b>{datasets === undefined ? "…" : number(datasets.length)}</b>
        <ChevronRight size={14} aria-hidden />
      </Link>
      <Link to="/p/$project/runs" params={{ project }} className={own.step}>
        <span>training{run ? ` ${run.name}` : ""}</span>
        <b>{busy === undefined ? "…" : run?.steps ? percent((run.step ?? 0) / run.steps) : run ? run.status : "nothing now"}</b>
        <ChevronRight size={14} aria-hidden />
      </Link>
      <Link to="/p/$project/aliases" params={{ project }} className={own.step}>
        <span>live{live ? ` as ${live.name}` : ""}</span>
        <b>{aliases === undefined ? "…" : live ? `${pointed(live.shares)}` : "nothing yet"}</b>
      </Link>
    </nav>
  );
}
