// Events: feedback as it came, the newest first; those that wait for their target, and those that do not count, with why.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { type FeedbackFilter, feedbackCountsQuery, feedbackQuery, metricsQuery } from "@/api/queries/feedback";
import type { Feedback } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { Button } from "@/parts/Button";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { number } from "@/parts/format";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Facts, Id, Nothing, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { Segments, Toolbar } from "@/parts/table/Toolbar";
import { Event } from "../interactions/FeedbackSection";
import { valueWords } from "../interactions/values";
import css from "../pages.module.css";
import { feedbackWays } from "../ways";

const route = getRouteApi("/inside/p/$project/feedback/{-$tab}");

const STATES: { value: string; label: string; filter: FeedbackFilter }[] = [
  { value: "all", label: "All", filter: {} },
  { value: "counts", label: "Count", filter: { counts: true } },
  { value: "parked", label: "Wait for their target", filter: { parked: true } },
  { value: "aside", label: "Do not fit", filter: { aside: true } },
];

function state(feedback: Feedback) {
  if (feedback.joined === 0 && feedback.valid && feedback.counts) return <Status status="queued" word="waits" />;
  if (!feedback.counts) return <Status status="warning" word={<span title={feedback.why}>does not count</span>} />;
  return feedback.joined === 0 ? <Status status="queued" word="waits" /> : <Status status="ok" word="counts" />;
}

export function targetWords(feedback: Feedback): string {
  const { interaction, episode, key } = feedback.target;
  return key ?? episode ?? interaction ?? "a pair";
}

const COLUMNS: Column<Feedback>[] = [
  { id: "when", header: "Given", cell: (row) => <When at={row.given_at} /> },
  { id: "metric", header: "Metric", cell: (row) => row.metric },
  { id: "value", header: "Value", cell: (row) => <span title={valueWords(row.value)}>{valueWords(row.value)}</span> },
  { id: "reason", header: "Why", cell: (row) => row.reason || <Nothing why="no reason was given" />, grow: true },
  { id: "source", wide: true, header: "Source", cell: (row) => [row.source.kind, row.source.id].filter(Boolean).join(" ") },
  { id: "target", wide: true, header: "About", cell: (row) => <Id id={targetWords(row)} /> },
  { id: "joined", wide: true, header: "Joined", cell: (row) => number(row.joined), end: true },
  { id: "state", header: "State", cell: state },
];

export function Events({ project }: { project: string }) {
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/feedback/{-$tab}" });
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const chosen = STATES.find((one) => one.value === search.state) ?? STATES[0];
  const filter = { ...chosen?.filter, metric: search.metric };
  const found = useInfiniteQuery(feedbackQuery(project, filter, true));
  const { data: counts } = useQuery(feedbackCountsQuery(project));
  const { data: metrics = [] } = useQuery(metricsQuery(project));
  const rows = useMemo(() => found.data?.pages.flatMap((one) => one.items) ?? [], [found.data]);
  const narrowed = chosen?.value !== "all" || Boolean(search.metric);
  const open = rows.find((row) => row.id === search.open);
  const known: Record<string, number | undefined> = { all: counts?.events, counts: counts?.counts, parked: counts?.parked };
  return (
    <>
      <Toolbar>
        <Segments
          label="Which"
          value={chosen?.value ?? "all"}
          options={STATES.map(({ filter: _, ...one }) => ({ ...one, count: known[one.value] }))}
          onChange={(value) => set({ state: value === "all" ? undefined : value })}
        />
        <select
          className={`${part.input} ${css.filter}`}
          aria-label="Metric"
          value={search.metric ?? ""}
          onChange={(event) => set({ metric: event.target.value || undefined })}
        >
          <option value="">Any metric</option>
          {metrics.map((one) => (
            <option key={one.name} value={one.name}>
              {one.name}
            </option>
          ))}
        </select>
      </Toolbar>
      {found.isPending ? <TableSkeleton rows={12} /> : null}
      {found.error && rows.length === 0 ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
      {found.isSuccess && rows.length === 0 && narrowed ? <Quiet>Nothing of that kind.</Quiet> : null}
      {found.isSuccess && rows.length === 0 && !narrowed ? (
        <Empty title="Nobody said anything yet" ways={feedbackWays(project)}>
          Feedback is a value under a metric: a thumb, a grade, a correction, an order that came back. It is about an interaction, an
          episode, or a thing of the business such as an order, and may come before, after or twice: it is joined when both sides are there.
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <DataTable
          label="Feedback"
          fill
          rows={rows}
          columns={COLUMNS}
          rowId={(row) => row.id}
          active={search.open}
          onOpen={(row) => set({ open: row.id }, Boolean(search.open))}
          foot={
            found.hasNextPage ? (
              <Button small disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                Older feedback
              </Button>
            ) : (
              `${rows.length} ${rows.length === 1 ? "event" : "events"}`
            )
          }
        />
      ) : null}
      {open ? (
        <Drawer title={`${open.metric}: ${valueWords(open.value)}`} onClose={() => set({ open: undefined })}>
          <Inside project={project} feedback={open} />
        </Drawer>
      ) : null}
    </>
  );
}

function Inside({ project, feedback }: { project: string; feedback: Feedback }) {
  const { interaction, episode } = feedback.target;
  return (
    <>
      <ul>
        <Event project={project} feedback={feedback} />
      </ul>
      <Facts
        rows={[
          [
            "About",
            interaction ? (
              <Link key="i" to="/p/$project/interactions/$interaction" params={{ project, interaction }} className={css.link}>
                {interaction}
              </Link>
            ) : episode ? (
              <Link key="e" to="/p/$project/episodes/$episode" params={{ project, episode }} className={css.link}>
                {episode}
              </Link>
            ) : (
              targetWords(feedback)
            ),
          ],
          ["Joined to", feedback.joined === 0 ? "nothing yet: its target has not come" : number(feedback.joined)],
          ["Source", [feedback.source.kind, feedback.source.id, feedback.source.version].filter(Boolean).join(" ")],
          ...(feedback.confidence === null ? [] : [["Confidence", number(feedback.confidence, 2)] as [string, React.ReactNode]]),
          ["Received", <When key="r" at={feedback.received_at} />],
          ["Id", <Id key="id" id={feedback.id} full />],
        ]}
      />
    </>
  );
}
