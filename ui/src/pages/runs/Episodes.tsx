// Episodes: what the model said while it learned; the same scenario at several steps side by side is one search away.
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useMemo } from "react";
import { episodesQuery } from "@/api/queries/runs";
import type { Run, RunEpisode } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { Button } from "@/parts/Button";
import { Conversation } from "@/parts/conversation/Conversation";
import { type Message, messagesOf } from "@/parts/conversation/messages";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { number } from "@/parts/format";
import { TableSkeleton } from "@/parts/Skeleton";
import { Facts, Nothing, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Segments, Toolbar } from "@/parts/table/Toolbar";
import css from "../pages.module.css";
import { abreast } from "./abreast";
import { useSet } from "./Curves";
import own from "./runs.module.css";

const route = getRouteApi("/inside/p/$project/runs/$run/{-$tab}");

interface Told {
  messages: readonly Message[];
  outcome: Readonly<Record<string, unknown>>;
  error: string;
  tags: Readonly<Record<string, unknown>>;
  /** Tokens that the model produced; undefined in episodes from before they were counted. */
  tokens: number | undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An episode's own record, read with care: what it lacks is empty. */
function told(episode: RunEpisode): Told {
  const { messages, outcome, error, scenario, dropped_tokens: tokens } = episode.episode as Record<string, unknown>;
  return {
    messages: messagesOf(messages),
    outcome: isObject(outcome) ? outcome : {},
    error: typeof error === "string" ? error : "",
    tags: isObject(scenario) && isObject(scenario.tags) ? scenario.tags : {},
    tokens: typeof tokens === "number" && tokens > 0 ? tokens : undefined,
  };
}

function How({ episode }: { episode: RunEpisode }) {
  if (episode.stop === "error") return <Status status="failed" word="failed" />;
  return episode.stop === "done" ? <>done</> : <Status status="warning" word={episode.stop.replaceAll("_", " ")} />;
}

function Reward({ reward }: { reward: number | null }) {
  return reward === null ? <Nothing why="no reward" /> : <span>{number(reward, 2)}</span>;
}

const COLUMNS: Column<RunEpisode>[] = [
  { id: "step", header: "Step", value: (row) => row.step, cell: (row) => number(row.step), end: true },
  { id: "scenario", header: "Scenario", value: (row) => row.scenario, cell: (row) => row.scenario, grow: true },
  { id: "reward", header: "Reward", value: (row) => row.reward, cell: (row) => <Reward reward={row.reward} />, end: true },
  { id: "stop", header: "Ended", value: (row) => row.stop, cell: (row) => <How episode={row} /> },
  {
    id: "turns",
    wide: true,
    header: "Messages",
    value: (row) => told(row).messages.length,
    cell: (row) => told(row).messages.length,
    end: true,
  },
  { id: "at", wide: true, header: "When", value: (row) => row.at, cell: (row) => <When at={row.at} />, end: true },
];

export function Episodes({ project, run }: { project: string; run: Run }) {
  const search = route.useSearch();
  const set = useSet();
  const {
    data: pages,
    error,
    isPending,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
  } = useInfiniteQuery(episodesQuery(project, run.id));
  const data = useMemo(() => pages?.pages.flatMap((page) => page.items) ?? [], [pages]);
  const rows = useMemo(() => {
    const text = (search.text ?? "").toLowerCase();
    return data.filter((row) => row.scenario.toLowerCase().includes(text) && (search.at === undefined || String(row.step) === search.at));
  }, [data, search.text, search.at]);
  const open = data.find((row) => String(row.seq) === search.open);
  if (isPending) return <TableSkeleton />;
  if (error) return <Failure error={error} />;
  if (data.length === 0)
    return <Quiet>No example episodes yet. A run keeps a few of every step it plays; one that learns from examples keeps none.</Quiet>;
  return (
    <>
      <Toolbar>
        {search.at === undefined ? null : (
          <Button onClick={() => set({ at: undefined })}>
            At step {search.at}
            <X size={14} aria-hidden />
          </Button>
        )}
        <SearchBox label="Search by scenario" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
        <Segments
          label="View"
          value={search.view === "side" ? "side" : "list"}
          onChange={(view) => set({ view: view === "side" ? "side" : undefined })}
          options={[
            { value: "list", label: "List" },
            { value: "side", label: "Side by side" },
          ]}
        />
      </Toolbar>
      {search.view === "side" ? (
        <SideBySide rows={rows} />
      ) : (
        <DataTable
          label="Example episodes"
          fill
          rows={rows}
          columns={COLUMNS}
          rowId={(row) => String(row.seq)}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          active={search.open}
          onOpen={(row) => set({ open: String(row.seq) })}
          foot={
            hasNextPage ? (
              <Button small onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
                Later episodes
              </Button>
            ) : (
              `${rows.length} of ${data.length} episodes`
            )
          }
        />
      )}
      {open && search.view !== "side" ? (
        <Drawer title={`${open.scenario} at step ${open.step}`} onClose={() => set({ open: undefined })}>
          <EpisodeView episode={open} onSame={() => set({ text: open.scenario, at: undefined, open: undefined, view: "side" })} />
        </Drawer>
      ) : null}
    </>
  );
}

function EpisodeView({ episode, onSame }: { episode: RunEpisode; onSame: () => void }) {
  const { messages, outcome, error, tags, tokens } = told(episode);
  const rows = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== "")
      .map(([name, value]) => [name, typeof value === "boolean" ? (value ? "yes" : "no") : String(value)] as [string, string]);
  return (
    <div className={own.episode}>
      <Facts
        rows={[
          ["Reward", <Reward key="r" reward={episode.reward} />],
          ["Ended", <How key="h" episode={episode} />],
          ...(tokens === undefined ? [] : [["Tokens sampled", number(tokens)] as [string, string]]),
          ...(error ? [["Failed", error] as [string, string]] : []),
          ...rows(outcome),
          ...rows(tags),
          [
            "Scenario",
            <button key="s" type="button" className={css.plainlink} onClick={onSame}>
              {episode.scenario}, at every step
            </button>,
          ],
        ]}
      />
      <Conversation messages={messages} />
    </div>
  );
}

/** The same scenario at the beginning, in the middle and at the end: what was learned, in words. */
function SideBySide({ rows }: { rows: readonly RunEpisode[] }) {
  const shown = abreast(rows);
  if (shown.length === 0) return <Quiet>No episode matches.</Quiet>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <div className={own.side} tabIndex={0} role="group" aria-label="The same scenario at several steps">
      {shown.map((row) => (
        <section key={row.seq} aria-label={`Step ${row.step}`}>
          <header>
            <h2>Step {number(row.step)}</h2>
            <span>{row.scenario}</span>
            <span>
              reward <Reward reward={row.reward} />
            </span>
            <How episode={row} />
          </header>
          <Conversation messages={told(row).messages} />
        </section>
      ))}
    </div>
  );
}
