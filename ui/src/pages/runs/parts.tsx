// What the pages of runs share: state with its reason, acts, the facts.
import { Link, useNavigate } from "@tanstack/react-router";
import { Ban, CirclePause, CirclePlay, Copy, Ellipsis, TriangleAlert } from "lucide-react";
import { type CSSProperties, useState } from "react";
import { useRunAct } from "@/api/queries/runs";
import { ENDED, type Run } from "@/api/types";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { words } from "@/parts/format";
import { Menu, MenuItem } from "@/parts/Menu";
import { Chip, Facts, Id, Lasting, Nothing, Progress, Status, When } from "@/parts/Small";
import { useMay } from "../may";
import css from "../pages.module.css";

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
    <div className={css.said} style={{ "--tone": tone } as CSSProperties}>
      {run.status === "failed" ? <TriangleAlert size={14} aria-hidden style={{ marginTop: 3, color: "var(--bad)" }} /> : null}
      <span>{run.message}</span>
    </div>
  );
}

export function RunActs({ project, run }: { project: string; run: Run }) {
  const go = useNavigate();
  const may = useMay(project);
  const act = useRunAct(project, run.id);
  const [cancelling, ask] = useState(false);
  if (!may("runs.write")) return null;
  const ended = ENDED.has(run.status);
  const held = run.status === "paused" || run.wanted === "pause";
  const clone = () => void go({ to: "/p/$project/runs/new", params: { project }, search: { from: run.id } });
  return (
    <>
      {ended ? (
        <Button onClick={clone}>
          <Copy size={14} aria-hidden />
          Clone
        </Button>
      ) : held ? (
        <Button onClick={() => act.mutate("resume")} disabled={act.isPending}>
          <CirclePlay size={14} aria-hidden />
          Resume
        </Button>
      ) : (
        <Button onClick={() => act.mutate("pause")} disabled={act.isPending || run.wanted === "cancel"}>
          <CirclePause size={14} aria-hidden />
          Pause
        </Button>
      )}
      {ended ? null : (
        <Menu
          trigger={
            <Button kind="ghost" aria-label="More acts">
              <Ellipsis size={16} aria-hidden />
            </Button>
          }
        >
          <MenuItem icon={<Copy size={14} aria-hidden />} onSelect={clone}>
            Clone
          </MenuItem>
          <MenuItem danger icon={<Ban size={14} aria-hidden />} disabled={run.wanted === "cancel"} onSelect={() => ask(true)}>
            Cancel run
          </MenuItem>
        </Menu>
      )}
      <Confirm
        title="Cancel this run?"
        act="Cancel run"
        open={cancelling}
        onClose={() => ask(false)}
        onConfirm={() => act.mutateAsync("cancel")}
      >
        <strong>{run.name}</strong> stops after the step it is at. What it saved stays; it cannot be taken up again, only cloned.
      </Confirm>
    </>
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
