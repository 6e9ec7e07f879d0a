// Interactions: every request and its answer, narrowed by facets, time and words; details open beside the list, which keeps its place.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { metricsQuery } from "@/api/queries/feedback";
import { episodesQuery, interactionsQuery, seriesQuery } from "@/api/queries/record";
import { aliasesQuery, useGateway } from "@/api/queries/serving";
import type { EpisodeRow, Filter, InteractionRow, SavedView, SeriesPoint } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { Button, buttonClass } from "@/parts/Button";
import { type Bar, Histogram } from "@/parts/chart/Histogram";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page } from "@/parts/Page";
import page from "@/parts/page.module.css";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { DataTable } from "@/parts/table/DataTable";
import { SearchBox, Segments, Toolbar } from "@/parts/table/Toolbar";
import { list } from "@/search";
import { useMay } from "../may";
import { callingWays } from "../serving/calling";
import { AddTerm } from "./AddTerm";
import { Chips } from "./Chips";
import { EPISODE_COLUMNS, INTERACTION_COLUMNS } from "./columns";
import { EpisodeView as EpisodeInside } from "./EpisodeView";
import { FacetList } from "./Facets";
import { InteractionDrawer } from "./InteractionView";
import own from "./interactions.module.css";
import { readFilter, writeFilter } from "./nested";
import { type Asked, askedOf, filterOf, type Level, parseTerms, type Term, writeTerms } from "./terms";
import { LAST, type Last, lastOf, SPANS, sizeOf, steps, timesOf } from "./times";
import { Views } from "./Views";

const route = getRouteApi("/inside/p/$project/interactions");
const TIMES = (Object.keys(SPANS) as Last[]).map((value) => ({ value, label: value.replace("h", " h").replace("d", " d") }));

export default function Interactions() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/interactions" });
  const [now] = useState(() => Date.now());
  const may = useMay(project);
  const [adding, add] = useState(false);
  const level: Level = search.level === "episodes" ? "episodes" : "interactions";
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const { last, from, to } = search;
  const times = useMemo(() => timesOf({ last, from, to }, now), [last, from, to, now]);
  const terms = useMemo(() => parseTerms(search.where), [search.where]);
  const read = useMemo(() => (search.also ? readFilter(search.also) : undefined), [search.also]);
  const also = read?.filter;
  const asked: Asked = useMemo(
    () => ({ terms, text: search.text, from: times.from, to: times.to, also }),
    [terms, search.text, times, also],
  );
  // What is only said of whole episodes narrows these, and not the facets and the times beside them, which count interactions.
  const { data: metrics } = useQuery(metricsQuery(project));
  const ofEpisodes = (term: Term) =>
    level === "episodes" && metrics?.some((one) => one.level === "episode" && `metric:${one.name}` === term.field) === true;
  const aside = terms.filter(ofEpisodes);
  const beside = aside.length ? { ...asked, terms: terms.filter((term) => !ofEpisodes(term)) } : asked;
  const narrowed = terms.length > 0 || also !== undefined || Boolean(search.text) || Boolean(search.from);
  const chosen = search.from ? undefined : lastOf(search.last);
  const show = (view: SavedView) => {
    const found = askedOf(view.filter as Filter);
    set({
      level: view.level === "episodes" ? "episodes" : undefined,
      where: writeTerms(found.terms),
      also: found.also && writeFilter(found.also),
      text: found.text,
      from: found.from,
      to: found.to,
      last: typeof view.shown?.last === "string" ? view.shown.last : undefined,
      open: undefined,
    });
  };
  return (
    <Page title="Interactions" full>
      <Toolbar
        side={
          <span className={page.acts}>
            <Picked project={project} picked={list(search.pick)} onNone={() => set({ pick: undefined })} />
            <Views
              project={project}
              level={level}
              filter={filterOf(search.from ? asked : { terms, text: search.text, also }, level)}
              shown={search.from ? {} : { last: lastOf(search.last) }}
              onView={show}
            />
            {may("datasets.write") ? (
              <Link
                to="/p/$project/datasets"
                params={{ project }}
                search={{
                  view: "build",
                  where: search.where,
                  also: search.also,
                  words: search.text,
                  last: search.last,
                  from: search.from,
                  to: search.to,
                }}
                className={buttonClass()}
              >
                Make a dataset
              </Link>
            ) : null}
          </span>
        }
      >
        <Segments
          label="What is listed"
          value={level}
          options={[
            { value: "interactions", label: "Interactions" },
            { value: "episodes", label: "Episodes" },
          ]}
          onChange={(value) => set({ level: value === "episodes" ? value : undefined, open: undefined, pick: undefined })}
        />
        <SearchBox label="Words that were said" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
        <Segments
          label="Time"
          value={chosen ?? ("chosen" as Last)}
          options={TIMES}
          onChange={(last) => set({ last: last === LAST ? undefined : last, from: undefined, to: undefined })}
        />
      </Toolbar>
      <div className={own.split}>
        <FacetList project={project} asked={beside} onTerms={(next) => set({ where: writeTerms([...next, ...aside]) })} />
        <div className={own.list}>
          <Steps project={project} asked={beside} times={times} onRange={(from, to) => set({ from, to }, false)} />
          <Chips
            terms={terms}
            level={level}
            range={search.from ? `${short(times.from)} – ${short(times.end)}` : undefined}
            onTerms={(next) => set({ where: writeTerms(next) })}
            onRange={() => set({ from: undefined, to: undefined })}
            onAdd={() => add(true)}
            also={read}
            onAlso={(next) => {
              const found = next && askedOf(next);
              set({ where: writeTerms([...terms, ...(found?.terms ?? [])]), also: found?.also && writeFilter(found.also) });
            }}
            project={project}
          />
          {level === "interactions" ? (
            <InteractionRows project={project} asked={asked} narrowed={narrowed} set={set} />
          ) : (
            <EpisodeRows project={project} asked={asked} narrowed={narrowed} set={set} />
          )}
        </div>
      </div>
      {search.open && level === "interactions" ? (
        <InteractionDrawer project={project} id={search.open} onClose={() => set({ open: undefined })} />
      ) : null}
      {search.open && level === "episodes" ? (
        <EpisodeDrawer project={project} id={search.open} onClose={() => set({ open: undefined })} />
      ) : null}
      {adding ? (
        <AddTerm
          project={project}
          level={level}
          onClose={() => add(false)}
          onAdd={(term) => {
            add(false);
            set({ where: writeTerms([...terms, term]) });
          }}
        />
      ) : null}
    </Page>
  );
}

function short(at: string): string {
  return new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

function Picked({ project, picked, onNone }: { project: string; picked: readonly string[]; onNone: () => void }) {
  if (picked.length === 0) return null;
  return (
    <>
      <span className={part.muted}>{picked.length} picked</span>
      <Button kind="ghost" onClick={onNone}>
        None
      </Button>
      {picked.length === 2 ? (
        <Link to="/p/$project/interactions/compare" params={{ project }} search={{ ids: picked.join(",") }} className={buttonClass()}>
          Compare two
        </Link>
      ) : null}
    </>
  );
}

/** How many of them when, with the failed ones; a part of it can be chosen. */
function Steps({
  project,
  asked,
  times,
  onRange,
}: {
  project: string;
  asked: Asked;
  times: ReturnType<typeof timesOf>;
  onRange: (from: string, to: string) => void;
}) {
  const { data } = useQuery(seriesQuery(project, { filter: filterOf(asked), start: times.from, end: times.end, span: times.span }));
  const bars = useMemo(() => barsOf(data?.points ?? [], steps(times.from, times.end, times.span)), [data, times]);
  const iso = (at: number) => new Date(at).toISOString();
  return (
    <Histogram title="Interactions over time" bars={bars} step={sizeOf(times.span)} onRange={(from, to) => onRange(iso(from), iso(to))} />
  );
}

function barsOf(points: readonly SeriesPoint[], at: readonly number[]): Bar[] {
  const found = new Map<number, Bar>();
  for (const point of points) {
    const time = Date.parse(point.starts_at);
    const bar = found.get(time) ?? { at: time, count: 0, bad: 0 };
    found.set(time, { at: time, count: bar.count + point.count, bad: bar.bad + point.errors });
  }
  return at.map((time) => found.get(time) ?? { at: time, count: 0, bad: 0 });
}

interface RowsProps {
  project: string;
  asked: Asked;
  narrowed: boolean;
  set: (change: Record<string, string | undefined>, replace?: boolean) => void;
}

function InteractionRows({ project, asked, narrowed, set }: RowsProps) {
  const search = route.useSearch();
  const go = useNavigate();
  const filter = useMemo(() => filterOf(asked), [asked]);
  const found = useInfiniteQuery(interactionsQuery(project, filter, asked.to === undefined));
  const rows = useMemo(() => found.data?.pages.flatMap((one) => one.items) ?? [], [found.data]);
  const picked = useMemo(() => new Set(list(search.pick)), [search.pick]);
  return (
    <Found project={project} found={found} count={rows.length} narrowed={narrowed} what="interaction">
      <DataTable
        label="Interactions"
        fill
        rows={rows}
        columns={INTERACTION_COLUMNS}
        rowId={(row: InteractionRow) => row.id}
        active={search.open}
        onOpen={(row) => set({ open: row.id }, Boolean(search.open))}
        onEnter={(row) => void go({ to: "/p/$project/interactions/$interaction", params: { project, interaction: row.id } })}
        picked={picked}
        onPick={(id, on) => set({ pick: (on ? [...picked, id] : [...picked].filter((one) => one !== id)).join(",") || undefined })}
        foot={<More found={found} count={rows.length} what="interaction" />}
      />
    </Found>
  );
}

function EpisodeRows({ project, asked, narrowed, set }: RowsProps) {
  const search = route.useSearch();
  const go = useNavigate();
  const filter = useMemo(() => filterOf(asked, "episodes"), [asked]);
  const found = useInfiniteQuery(episodesQuery(project, filter, asked.to === undefined));
  const rows = useMemo(() => found.data?.pages.flatMap((one) => one.items) ?? [], [found.data]);
  return (
    <Found project={project} found={found} count={rows.length} narrowed={narrowed} what="episode">
      <DataTable
        label="Episodes"
        fill
        rows={rows}
        columns={EPISODE_COLUMNS}
        rowId={(row: EpisodeRow) => row.id}
        active={search.open}
        onOpen={(row) => set({ open: row.id }, Boolean(search.open))}
        onEnter={(row) => void go({ to: "/p/$project/episodes/$episode", params: { project, episode: row.id } })}
        foot={<More found={found} count={rows.length} what="episode" />}
      />
    </Found>
  );
}

interface Pages {
  isPending: boolean;
  isSuccess: boolean;
  error: Error | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

function Found({
  project,
  found,
  count,
  narrowed,
  what,
  children,
}: {
  project: string;
  found: Pages;
  count: number;
  narrowed: boolean;
  what: string;
  children: React.ReactNode;
}) {
  if (found.isPending) return <TableSkeleton rows={14} />;
  if (found.error && count === 0) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (count > 0) return children;
  return narrowed ? <Quiet>No {what} matches. Take a filter away, or look at a longer time.</Quiet> : <Nothing project={project} />;
}

function Nothing({ project }: { project: string }) {
  const gateway = useGateway();
  const { data: aliases } = useQuery(aliasesQuery(project));
  const alias = aliases?.[0];
  return (
    <Empty
      title="Nothing was asked in this time"
      ways={callingWays(gateway, `${project}/${alias?.name ?? "agent"}`, alias?.settings.prompt)}
    >
      Point an app at the gateway and name one of the project's aliases: each request and its answer is here a moment later, whole, with
      what it took and cost.{" "}
      {aliases && !alias ? (
        <Link to="/p/$project/deployments" params={{ project }} search={{ view: "deploy" }}>
          There is no alias yet: deploy a model first.
        </Link>
      ) : null}
    </Empty>
  );
}

function More({ found, count, what }: { found: Pages; count: number; what: string }) {
  return found.hasNextPage ? (
    <Button small onClick={() => void found.fetchNextPage()} disabled={found.isFetchingNextPage}>
      Older {what}s
    </Button>
  ) : (
    `${count} ${what}${count === 1 ? "" : "s"}`
  );
}

function EpisodeDrawer({ project, id, onClose }: { project: string; id: string; onClose: () => void }) {
  const go = useNavigate();
  return (
    <Drawer title={id} onClose={onClose} onFull={() => void go({ to: "/p/$project/episodes/$episode", params: { project, episode: id } })}>
      <EpisodeInside project={project} id={id} />
    </Drawer>
  );
}
