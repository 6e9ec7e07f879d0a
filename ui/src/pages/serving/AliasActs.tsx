// AliasActs: try it, change it, let it be what it was before, remove it.
import { Link } from "@tanstack/react-router";
import { MessagesSquare, Pencil, Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useRemoveAlias, useRollbackAlias } from "@/api/queries/serving";
import type { Alias } from "@/api/types";
import { Button, buttonClass, IconButton } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { tell } from "@/parts/Notices";
import page from "@/parts/page.module.css";
import { useMay } from "../may";
import { pointed } from "./serves";

export function AliasActs({ project, alias, onGone }: { project: string; alias: Alias; onGone: () => void }) {
  const may = useMay(project);
  const back = useRollbackAlias(project, alias.name);
  const remove = useRemoveAlias(project, alias.name);
  const [asking, ask] = useState<"back" | "remove">();
  const close = () => ask(undefined);
  return (
    <div className={page.acts}>
      {may("deployments.call") ? (
        <Link to="/p/$project/playground" params={{ project }} search={{ at: alias.name }} className={buttonClass()}>
          <MessagesSquare size={14} aria-hidden />
          Try it
        </Link>
      ) : null}
      {may("deployments.write") ? (
        <>
          <Link to="/p/$project/aliases/$alias/{-$tab}" params={{ project, alias: alias.name, tab: "settings" }} className={buttonClass()}>
            <Pencil size={12} aria-hidden />
            Change
          </Link>
          {alias.version > 1 ? (
            <Button onClick={() => ask("back")}>
              <Undo2 size={14} aria-hidden />
              Roll back
            </Button>
          ) : null}
          <IconButton label="Remove alias" onClick={() => ask("remove")}>
            <Trash2 size={14} aria-hidden />
          </IconButton>
        </>
      ) : null}
      <Confirm
        title="Roll back?"
        act="Roll back"
        danger={false}
        open={asking === "back"}
        onClose={close}
        onConfirm={async () => {
          const now = await back.mutateAsync(null);
          tell(`${alias.name} is what it was before`, `${pointed(now.shares)} answers from within a second on.`);
        }}
      >
        <strong>{`${project}/${alias.name}`}</strong> is again what it was before its last change. Rolling back once more goes forward.
      </Confirm>
      <Confirm
        title="Remove this alias?"
        act="Remove"
        open={asking === "remove"}
        onClose={close}
        onConfirm={async () => {
          await remove.mutateAsync();
          onGone();
        }}
      >
        <strong>{`${project}/${alias.name}`}</strong> answers no more: whoever calls it is told that there is none. Its history is
        forgotten; deployments and what was recorded stay.
      </Confirm>
    </div>
  );
}
