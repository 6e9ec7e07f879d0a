// RoleForm: a role of the installation's own, made or changed; beside it what saving changes, and the same as code.
import { Minus, Plus } from "lucide-react";
import { useState } from "react";
import type { Tagged } from "@/api/client";
import { Overtaken, Problem } from "@/api/problem";
import { useSaveRole } from "@/api/queries/roles";
import { useSession } from "@/api/queries/session";
import type { Matrix, Role } from "@/api/types";
import { Button } from "@/parts/Button";
import { Ways } from "@/parts/Code";
import { Failure } from "@/parts/Failure";
import { TextField } from "@/parts/form/TextField";
import part from "@/parts/parts.module.css";
import { Stale } from "@/parts/Stale";
import { slug } from "../Projects";
import { roleWays } from "../ways";
import { type Difference, type Draft, difference, draftOf, ordered } from "./draft";
import { PermissionPicker } from "./Permissions";
import own from "./roles.module.css";

export function RoleForm({
  matrix,
  opened,
  from,
  onSaved,
  onLeave,
}: {
  matrix: Matrix;
  /** The role to change; undefined for a new one. */
  opened: Tagged<Role> | undefined;
  /** What a new one begins with. */
  from?: Role | undefined;
  onSaved: (role: Role) => void;
  onLeave: () => void;
}) {
  const session = useSession();
  const held = new Set(session.permissions);
  const save = useSaveRole();
  const [base, setBase] = useState(opened);
  const [draft, setDraft] = useState<Draft>(() =>
    opened
      ? draftOf(opened.value, opened.value.name)
      : draftOf(from && { permissions: from.permissions.filter((one) => held.has(one)) }, ""),
  );
  const change = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const before = draftOf(base?.value, draft.name);
  const differs = difference(matrix, before, draft);
  const problem = save.error && !(save.error instanceof Overtaken) ? Problem.from(save.error) : undefined;
  const name = draft.name.replace(/-+$/, "");
  const asked = { name, description: draft.description, permissions: ordered(matrix, draft.permissions) };
  const submit = () => save.mutate({ ...asked, base }, { onSuccess: (saved) => onSaved(saved.value) });
  return (
    <form
      className={own.editor}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div>
        <div className={own.words}>
          {base ? null : (
            <TextField
              label="Name"
              about="Lower-case letters, digits and dashes; it stays as it is."
              autoFocus
              required
              autoComplete="off"
              value={draft.name}
              problem={problem?.at("role")}
              onChange={(event) => change({ name: slug(event.target.value) })}
            />
          )}
          <TextField
            label="Who it is for"
            autoComplete="off"
            maxLength={1000}
            value={draft.description}
            problem={problem?.at("description")}
            onChange={(event) => change({ description: event.target.value })}
          />
        </div>
        <PermissionPicker matrix={matrix} permissions={draft.permissions} held={held} onChange={(permissions) => change({ permissions })} />
      </div>
      <aside className={own.aside} aria-label="What saving changes">
        <Changes differs={differs} fresh={base === undefined} />
        {save.error instanceof Overtaken ? (
          <Overtook
            matrix={matrix}
            before={before}
            theirs={save.error.theirs as Tagged<Role> | undefined}
            onTheirs={(theirs) => {
              setBase(theirs);
              if (theirs) setDraft(draftOf(theirs.value, theirs.value.name));
              else onLeave();
              save.reset();
            }}
            onMine={(theirs) => {
              setBase(theirs);
              save.reset();
            }}
          />
        ) : null}
        {problem && !problem.at("role") && !problem.at("description") ? <Failure error={problem} /> : null}
        <div className={own.acts}>
          <Button kind="primary" type="submit" disabled={save.isPending || name === "" || (base !== undefined && !differs)}>
            {base ? "Save role" : "Make role"}
          </Button>
          <Button kind="ghost" onClick={onLeave}>
            Leave it
          </Button>
        </div>
        <Ways ways={roleWays(asked.name || "my-role", asked.permissions, asked.description)} />
      </aside>
    </form>
  );
}

function Changes({ differs, fresh }: { differs: Difference | undefined; fresh: boolean }) {
  const rows = [...(differs?.added ?? []), ...(differs?.removed ?? [])];
  return (
    <div className={own.changes}>
      <h2>{fresh ? "It may" : "What saving changes"}</h2>
      {differs && (rows.length > 0 || !fresh) ? (
        <ul>
          {rows.map((one) => {
            const added = differs.added.includes(one);
            const Icon = added ? Plus : Minus;
            return (
              <li key={one}>
                <Icon size={12} className={added ? part.good : part.bad} aria-hidden />
                <span className="unseen">{added ? "more: " : "less: "}</span>
                <code>{one}</code>
              </li>
            );
          })}
          {differs.said && !fresh ? <li className={part.muted}>who it is for</li> : null}
        </ul>
      ) : (
        <p className={part.muted}>Nothing{fresh ? " yet" : ""}.</p>
      )}
      {differs && !fresh ? <p className={part.muted}>Who holds the role may that at once.</p> : null}
    </div>
  );
}

function Overtook({
  matrix,
  before,
  theirs,
  onTheirs,
  onMine,
}: {
  matrix: Matrix;
  before: Draft;
  theirs: Tagged<Role> | undefined;
  onTheirs: (theirs: Tagged<Role> | undefined) => void;
  onMine: (theirs: Tagged<Role> | undefined) => void;
}) {
  const made = theirs && difference(matrix, before, draftOf(theirs.value, theirs.value.name));
  const said = theirs
    ? [
        ...(made?.added ?? []).map((one) => `+ ${one}`),
        ...(made?.removed ?? []).map((one) => `− ${one}`),
        ...(made?.said ? [`for: ${theirs.value.description || "nobody in particular"}`] : []),
      ].join("\n")
    : "It was removed.";
  const title =
    before.permissions.size === 0 && theirs ? "There is a role of this name already" : "Somebody else changed this role meanwhile";
  return (
    <Stale title={title} onTheirs={() => onTheirs(theirs)} onMine={() => onMine(theirs)}>
      {said}
    </Stale>
  );
}
