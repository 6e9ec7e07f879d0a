// The columns of interactions and of episodes.
import type { EpisodeRow, InteractionRow } from "@/api/types";
import { count, number } from "@/parts/format";
import part from "@/parts/parts.module.css";
import { Nothing, Status, When } from "@/parts/Small";
import type { Column } from "@/parts/table/DataTable";
import own from "./interactions.module.css";

export function amount(value: number | null | undefined, written: (value: number) => string = (one) => number(one)) {
  return value === null || value === undefined ? <Nothing why="not known" /> : written(value);
}

/** Milliseconds as seconds once they are many: 0.31, 2.4. */
export function seconds(ms: number): string {
  return number(ms / 1000, ms < 1000 ? 3 : ms < 10_000 ? 2 : 1);
}

export function usd(value: number): string {
  return value === 0 ? "0" : number(value, value < 0.01 ? 5 : value < 1 ? 4 : 2);
}

function tokens(row: InteractionRow): string {
  const { input_tokens, output_tokens } = row.usage;
  const told = (value: number | null | undefined) => (value === null || value === undefined ? "–" : count(value));
  return `${told(input_tokens)} → ${told(output_tokens)}`;
}

export const INTERACTION_COLUMNS: Column<InteractionRow>[] = [
  { id: "when", header: "When", cell: (row) => <When at={row.started_at} /> },
  {
    id: "status",
    header: "Status",
    unseen: true,
    cell: (row) => <Status status={row.status} word={<span className="unseen">{row.status}</span>} />,
  },
  { id: "asked", header: "Asked", cell: (row) => <span className={own.said}>{row.asked || <Nothing why="not kept" />}</span>, grow: true },
  {
    id: "answered",
    header: "Answered",
    cell: (row) => (
      <span className={own.said}>{row.answered ? row.answered : row.error ? <span className={part.muted}>{row.error}</span> : null}</span>
    ),
    grow: true,
  },
  { id: "deployment", wide: true, header: "Deployment", cell: (row) => row.deployment ?? (row.model || <Nothing why="none" />) },
  { id: "tokens", wide: true, header: "Tokens", unit: "in → out", cell: tokens, end: true },
  { id: "first", wide: true, header: "First", unit: "s", cell: (row) => amount(row.first_token_ms, seconds), end: true },
  { id: "latency", header: "Took", unit: "s", cell: (row) => amount(row.latency_ms, seconds), end: true },
  { id: "cost", wide: true, header: "Cost", unit: "$", cell: (row) => amount(row.cost_usd, usd), end: true },
];

/** How an episode ended, in a word and an icon. */
export function Ended({ outcome }: { outcome: EpisodeRow["outcome"] }) {
  if (!outcome || (outcome.resolved === null && outcome.escalated === null)) return <Nothing why="not known" />;
  if (outcome.escalated) return <Status status="partial" word="escalated" />;
  return outcome.resolved ? <Status status="ok" word="resolved" /> : <Status status="error" word="not resolved" />;
}

export const EPISODE_COLUMNS: Column<EpisodeRow>[] = [
  { id: "when", header: "Last", cell: (row) => <When at={row.last_at} /> },
  { id: "id", header: "Episode", cell: (row) => <code title={row.id}>{row.id}</code>, grow: true },
  { id: "ended", header: "Ended", cell: (row) => <Ended outcome={row.outcome} /> },
  { id: "interactions", header: "Interactions", cell: (row) => number(row.interactions), end: true },
  { id: "tools", wide: true, header: "Tool calls", cell: (row) => number(row.tools), end: true },
  {
    id: "errors",
    wide: true,
    header: "Errors",
    cell: (row) => (row.errors ? <span className={part.bad}>{number(row.errors)}</span> : "0"),
    end: true,
  },
  { id: "alias", wide: true, header: "Alias", cell: (row) => row.alias ?? <Nothing why="none" /> },
  { id: "deployment", wide: true, header: "Deployment", cell: (row) => row.deployment ?? <Nothing why="none" /> },
  {
    id: "tokens",
    wide: true,
    header: "Tokens",
    unit: "in → out",
    cell: (row) => `${count(row.input_tokens)} → ${count(row.output_tokens)}`,
    end: true,
  },
  { id: "latency", wide: true, header: "Took", unit: "s", cell: (row) => seconds(row.latency_ms), end: true },
  { id: "cost", header: "Cost", unit: "$", cell: (row) => usd(row.cost_usd), end: true },
];
