// TeamGroups: which groups of the OIDC provider put their members into the team, with which role, when they log in.
import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { rolesQuery } from "@/api/queries/roles";
import { waysQuery } from "@/api/queries/session";
import { teamGroupsQuery, useSetGroup } from "@/api/queries/teams";
import type { GroupRole } from "@/api/types";
import { Button, IconButton } from "@/parts/Button";
import { Actions, Confirm, Dialog } from "@/parts/Dialog";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import css from "../pages.module.css";
import own from "../settings/settings.module.css";
import { groupWays } from "../ways";

export function TeamGroups({
  team,
  edits,
  adding,
  onAdding,
}: {
  team: string;
  edits: boolean;
  adding: boolean;
  onAdding: (on: boolean) => void;
}) {
  const { data, error, isPending } = useQuery(teamGroupsQuery(team));
  const { data: ways } = useQuery(waysQuery);
  const [leaving, leave] = useState<GroupRole>();
  const change = useSetGroup(team);
  const offered = edits && Boolean(ways?.provider);
  const columns: Column<GroupRole>[] = [
    { id: "group", header: "Group", cell: (row) => <code>{row.group}</code>, grow: true },
    { id: "role", header: "Role", cell: (row) => (offered ? <GroupRoleChoice team={team} row={row} /> : row.role) },
    { id: "issuer", wide: true, header: "Provider", cell: (row) => <span className={part.muted}>{row.issuer}</span> },
    { id: "since", wide: true, header: "Since", end: true, cell: (row) => <When at={row.created_at} /> },
    {
      id: "acts",
      header: "Acts",
      unseen: true,
      end: true,
      cell: (row) =>
        offered ? (
          <IconButton small label={`Remove ${row.group}`} onClick={() => leave(row)}>
            <X size={14} aria-hidden />
          </IconButton>
        ) : null,
    },
  ];
  const add = offered ? (
    <Button kind="primary" onClick={() => onAdding(true)}>
      <Plus size={14} aria-hidden />
      Map a group
    </Button>
  ) : null;
  return (
    <Section title="Groups" said="whose members have a role here from their next login on" acts={data?.length ? add : null}>
      {isPending ? <TableSkeleton rows={3} /> : null}
      {error ? <Failure error={error} /> : null}
      {data?.length ? <DataTable label="Groups" rows={data} columns={columns} rowId={(row) => `${row.issuer} ${row.group}`} /> : null}
      {data?.length === 0 && ways ? (
        <Empty title="No groups yet" acts={add} {...(offered ? { ways: groupWays(team, "sales/desk") } : {})}>
          {ways.provider
            ? `Who logs in through ${ways.provider} and is in a group that is mapped here has that role in the team; who left the group loses it at their next login.`
            : "No OIDC provider is set up here. With BURNISH_OIDC_ISSUER, its groups can be mapped to roles in the team."}
        </Empty>
      ) : null}
      {adding && offered ? <AddGroup team={team} taken={data ?? []} onClose={() => onAdding(false)} /> : null}
      <Confirm
        title="Map this group no more?"
        act="Remove"
        open={leaving !== undefined}
        onClose={() => leave(undefined)}
        onConfirm={() => change.mutateAsync({ group: leaving?.group ?? "", role: undefined })}
      >
        Members of <strong>{leaving?.group}</strong> lose the role {leaving?.role} in <strong>{team}</strong> at their next login.
      </Confirm>
    </Section>
  );
}

function GroupRoleChoice({ team, row }: { team: string; row: GroupRole }) {
  const { data: roles = [] } = useQuery(rolesQuery);
  const change = useSetGroup(team);
  const shown = change.isPending ? (change.variables.role ?? row.role) : row.role;
  return (
    <select
      className={`${part.input} ${css.filter} ${own.inrow}`}
      aria-label={`Role of ${row.group}`}
      value={shown}
      onChange={(event) => {
        const role = event.target.value;
        change.mutate(
          { group: row.group, role },
          { onSuccess: () => tell(`Members of ${row.group} are ${role} from their next login on`) },
        );
      }}
    >
      {roles.some((role) => role.name === shown) ? null : <option>{shown}</option>}
      {roles.map((role) => (
        <option key={role.name}>{role.name}</option>
      ))}
    </select>
  );
}

function AddGroup({ team, taken, onClose }: { team: string; taken: readonly GroupRole[]; onClose: () => void }) {
  const { data: roles = [] } = useQuery(rolesQuery);
  const set = useSetGroup(team);
  const [group, setGroup] = useState("");
  const [role, setRole] = useState("viewer");
  const problem = set.error ? Problem.from(set.error) : undefined;
  const name = group.trim();
  const twice = taken.some((one) => one.group === name) ? `${name} is mapped already: change its role in the list.` : undefined;
  return (
    <Dialog title={`Map a group to a role in ${team}`} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ group: name, role }, { onSuccess: onClose });
        }}
      >
        <Stack>
          <TextField
            label="Group"
            about="Exactly as the provider names it in its token: sales, or /sales/desk."
            autoFocus
            required
            autoComplete="off"
            spellCheck={false}
            maxLength={255}
            value={group}
            problem={twice ?? problem?.at("group")}
            onChange={(event) => setGroup(event.target.value)}
          />
          <ChoiceField
            label="Role"
            value={role}
            options={roles.map((one) => ({ value: one.name, label: one.name }))}
            onChange={(event) => setRole(event.target.value)}
          />
          {problem && !problem.at("group") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={set.isPending || name === "" || twice !== undefined}>
              Map
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
