// RunActs: what can be done to a run now: pause, resume, cancel, retry, clone, rename, remove.
import { useNavigate } from "@tanstack/react-router";
import { Ban, CirclePause, CirclePlay, Copy, Ellipsis, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { useRemoveRun, useRename, useRetry, useRunAct } from "@/api/queries/runs";
import { ENDED, type Run } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Confirm, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { Menu, MenuItem, MenuRule } from "@/parts/Menu";
import { tell } from "@/parts/Notices";
import { useMay } from "../may";

type Asking = "cancel" | "remove" | "rename";

export function RunActs({ project, run }: { project: string; run: Run }) {
  const may = useMay(project);
  const [asking, ask] = useState<Asking>();
  if (!may("runs.write")) return null;
  const close = () => ask(undefined);
  return (
    <>
      <FirstAct project={project} run={run} />
      <MoreActs project={project} run={run} onAsk={ask} />
      <Cancel project={project} run={run} open={asking === "cancel"} onClose={close} />
      <Remove project={project} run={run} open={asking === "remove"} onClose={close} />
      {asking === "rename" ? <Rename project={project} run={run} onClose={close} /> : null}
    </>
  );
}

/** What is most likely wanted now. */
function FirstAct({ project, run }: { project: string; run: Run }) {
  const go = useNavigate();
  const act = useRunAct(project, run.id);
  const retry = useRetry(project, run.id);
  if (run.status === "failed" || run.status === "cancelled") {
    const again = () =>
      retry.mutate(undefined, {
        onSuccess: (fresh) => {
          tell(`${fresh.name} goes on where ${run.name} had got to`);
          void go({ to: "/p/$project/runs/$run/{-$tab}", params: { project, run: fresh.id } });
        },
      });
    return (
      <Button onClick={again} disabled={retry.isPending}>
        <RotateCcw size={14} aria-hidden />
        Retry
      </Button>
    );
  }
  if (run.status === "succeeded") return <Clone project={project} run={run} />;
  return run.status === "paused" || run.wanted === "pause" ? (
    <Button onClick={() => act.mutate("resume")} disabled={act.isPending}>
      <CirclePlay size={14} aria-hidden />
      Resume
    </Button>
  ) : (
    <Button onClick={() => act.mutate("pause")} disabled={act.isPending || run.wanted === "cancel"}>
      <CirclePause size={14} aria-hidden />
      Pause
    </Button>
  );
}

function useClone(project: string, run: Run): () => void {
  const go = useNavigate();
  return () => void go({ to: "/p/$project/runs/new", params: { project }, search: { from: run.id } });
}

function Clone({ project, run }: { project: string; run: Run }) {
  return (
    <Button onClick={useClone(project, run)}>
      <Copy size={14} aria-hidden />
      Clone
    </Button>
  );
}

function MoreActs({ project, run, onAsk }: { project: string; run: Run; onAsk: (asking: Asking) => void }) {
  const clone = useClone(project, run);
  const ended = ENDED.has(run.status);
  return (
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
      <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => onAsk("rename")}>
        Rename
      </MenuItem>
      <MenuRule />
      {ended ? (
        <MenuItem danger icon={<Trash2 size={14} aria-hidden />} onSelect={() => onAsk("remove")}>
          Remove run
        </MenuItem>
      ) : (
        <MenuItem danger icon={<Ban size={14} aria-hidden />} disabled={run.wanted === "cancel"} onSelect={() => onAsk("cancel")}>
          Cancel run
        </MenuItem>
      )}
    </Menu>
  );
}

interface Asked {
  project: string;
  run: Run;
  open: boolean;
  onClose: () => void;
}

function Cancel({ project, run, open, onClose }: Asked) {
  const act = useRunAct(project, run.id);
  return (
    <Confirm title="Cancel this run?" act="Cancel run" open={open} onClose={onClose} onConfirm={() => act.mutateAsync("cancel")}>
      <strong>{run.name}</strong> stops after the step it is at. What it saved stays, and a retry goes on from there.
    </Confirm>
  );
}

function Remove({ project, run, open, onClose }: Asked) {
  const go = useNavigate();
  const remove = useRemoveRun(project, run.id);
  const gone = async () => {
    await remove.mutateAsync();
    tell(`${run.name} was removed`);
    await go({ to: "/p/$project/runs", params: { project } });
  };
  return (
    <Confirm title="Remove this run?" act="Remove run" open={open} onClose={onClose} onConfirm={gone}>
      <strong>{run.name}</strong> and all that it wrote are deleted: its numbers, logs, example episodes and checkpoints. Models that were
      made of it stay.
    </Confirm>
  );
}

function Rename({ project, run, onClose }: Omit<Asked, "open">) {
  const rename = useRename(project, run.id);
  const [name, setName] = useState(run.name);
  const problem = rename.error ? Problem.from(rename.error) : undefined;
  return (
    <Dialog title="Rename this run" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate(name.trim(), { onSuccess: onClose });
        }}
      >
        <Stack>
          <TextField
            label="Name"
            required
            autoComplete="off"
            maxLength={100}
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(event.target.value)}
          />
          {problem && !problem.at("name") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={rename.isPending || name.trim() === ""}>
              Rename
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
