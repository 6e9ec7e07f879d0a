// History: everything that happened to a run, and each worker's go at it.
import { useQuery } from "@tanstack/react-query";
import { attemptsQuery, eventsQuery } from "@/api/queries/runs";
import type { Run, RunAttempt } from "@/api/types";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { words } from "@/parts/format";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Facts, Lasting, Status, When } from "@/parts/Small";
import css from "../pages.module.css";
import own from "./runs.module.css";

const KNOWN = new Set(["succeeded", "failed", "cancelled", "paused", "queued"]);

export function History({ project, run }: { project: string; run: Run }) {
  const events = useQuery(eventsQuery(project, run.id));
  const attempts = useQuery(attemptsQuery(project, run.id));
  return (
    <div className={css.columns}>
      <Section title="Events">
        {events.isPending ? <TableSkeleton rows={5} /> : null}
        {events.error ? <Failure error={events.error} /> : null}
        <ol className={own.timeline}>
          {events.data?.toReversed().map((event) => (
            <li key={event.seq}>
              <When at={event.at} />
              <span>
                {KNOWN.has(event.kind) ? (
                  <Status status={event.kind} />
                ) : event.kind === "lost" ? (
                  <Status status="warning" word="lost" />
                ) : (
                  event.kind
                )}
              </span>
              <span>{event.message || <Details details={event.details} />}</span>
            </li>
          ))}
        </ol>
      </Section>
      <Section title="Attempts">
        {attempts.error ? <Failure error={attempts.error} /> : null}
        {attempts.data?.length === 0 ? <Quiet>No worker had it yet.</Quiet> : null}
        {attempts.data?.toReversed().map((attempt) => (
          <Attempt key={attempt.number} attempt={attempt} />
        ))}
      </Section>
    </div>
  );
}

function Details({ details }: { details: Readonly<Record<string, unknown>> | undefined }) {
  const text = Object.entries(details ?? {}).map(
    ([name, value]) => `${words(name).toLowerCase()} ${typeof value === "object" ? JSON.stringify(value) : value}`,
  );
  return <span className={part.muted}>{text.join(" · ")}</span>;
}

/** A value of the environment in a line: burnish 0.2.0 · torch 2.13.0. */
function plain(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => (Array.isArray(value) ? plain(inner) : `${name} ${plain(inner)}`))
    .join(" · ");
}

function Attempt({ attempt }: { attempt: RunAttempt }) {
  const rows = Object.entries(attempt.environment ?? {})
    .filter(([name]) => name !== "worker")
    .map(([name, value]) => [words(name), plain(value)] as [string, string]);
  return (
    <Facts
      rows={[
        [
          `Attempt ${attempt.number}`,
          attempt.outcome ? (
            <Status key="o" status={attempt.outcome === "lost" ? "warning" : attempt.outcome} word={attempt.outcome} />
          ) : (
            "under way"
          ),
        ],
        ["Worker", attempt.worker],
        ["Took", <Lasting key="l" from={attempt.started_at} to={attempt.ended_at} />],
        ...(attempt.message ? [["Said", attempt.message] as [string, string]] : []),
        ...(attempt.traceback
          ? [
              [
                "Traceback",
                <pre key="t" className={own.traceback}>
                  {attempt.traceback}
                </pre>,
              ] as [string, React.ReactNode],
            ]
          : []),
        ...rows,
      ]}
    />
  );
}
