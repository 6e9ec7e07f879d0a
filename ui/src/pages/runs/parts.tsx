// What the pages of runs share: state with its reason, the facts.
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import type { CSSProperties } from "react";
import { ENDED, type Run } from "@/api/types";
import { words } from "@/parts/format";
import { Chip, Facts, Id, Lasting, Nothing, Progress, Status, When } from "@/parts/Small";
import css from "../pages.module.css";
import own from "./runs.module.css";

/** The status, and what was asked for since if it is something else. */
export function RunStatus({ run }: { run: Run }) {
  if (!ENDED.has(run.status)) {
    if (run.wanted === "cancel") return <Status status="stopping" word="cancelling" />;
    if (run.wanted === "pause" && run.status !== "paused") return <Status status="stopping" word="pausing" />;
  }
  return (
    <Status
      status={run.status}
      word={run.status === "failed" && run.failure ? `failed: ${words(run.failure).toLowerCase()}` : run.status}
    />
  );
}

/** Why a run failed, or ended early. */
export function Why({ run }: { run: Run }) {
  if (!run.message) return null;
  const tone = run.status === "failed" ? "var(--bad)" : "var(--line-strong)";
  return (
    <div className={own.said} style={{ "--tone": tone } as CSSProperties}>
      {run.status === "failed" ? <TriangleAlert size={14} aria-hidden style={{ marginTop: 3, color: "var(--bad)" }} /> : null}
      <span>{run.message}</span>
    </div>
  );
}

export function RunFacts({ project, run }: { project: string; run: Run }) {
  const { spec } = run;
  const tags = Object.entries(run.tags ?? {});
  return (
    <Facts
      rows={[
        ["Recipe", spec.recipe],
        ["Model", spec.model.name],
        ...(spec.env ? [["Env", `${spec.env.name}${spec.env.split ? ` · ${spec.env.split}` : ""}`] as [string, string]] : []),
        ...(spec.dataset ? [["Dataset", spec.dataset.name] as [string, string]] : []),
        ["Progress", <Progress key="p" step={run.step ?? 0} steps={run.steps} />],
        ["Took", <Lasting key="l" from={run.started_at} to={run.finished_at} />],
        ["Made", <When key="w" at={run.created_at} />],
        ["Attempt", `${run.attempt ?? 0} of at most ${run.max_attempts ?? 1}`],
        ["Worker", run.worker || <Nothing key="n" why="nobody has it" />],
        ["Seed", String(spec.seed ?? 0)],
        ...(run.parent
          ? [
              [
                "Cloned from",
                <Link key="c" to="/p/$project/runs/$run/{-$tab}" params={{ project, run: run.parent }} className={css.link}>
                  {run.parent}
                </Link>,
              ] as [string, React.ReactNode],
            ]
          : []),
        ...(tags.length
          ? [
              [
                "Tags",
                <span key="t">
                  {tags.map(([name, value]) => (
                    <Chip key={name}>
                      {name}={value}
                    </Chip>
                  ))}
                </span>,
              ] as [string, React.ReactNode],
            ]
          : []),
        ["Id", <Id key="id" id={run.id} full />],
      ]}
    />
  );
}
