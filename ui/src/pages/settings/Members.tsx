// Members: who has which role in this project.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus, UserMinus } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { type Added, membersQuery, rolesQuery, teamsQuery, useAddMember, useRemoveMember, useSetRole } from "@/api/queries/access";
import { useSession } from "@/api/queries/session";
import type { Member } from "@/api/types";
import { Button, IconButton } from "@/parts/Button";
import { Actions, Confirm, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Chip, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { useMay } from "../may";
import css from "../pages.module.css";
import { useSet } from "../runs/Curves";
import { SecretOnce } from "./SecretOnce";
import own from "./settings.module.css";

const route = getRouteApi("/inside/p/$project/settings/{-$tab}");

export function Members({ project }: { project: string }) {
  const search = route.useSearch();
  const set = useSet();
  const may = useMay(project);
  const session = useSession();
  const { data, error, isPending } = useQuery(membersQuery(project));
  const teams = useQuery(teamsQuery(project));
  const [leaving, leave] = useState<Member>();
  const [added, tellAdded] = useState<Added>();
  const remove = useRemoveMember(project);
  const edits = may("members.write");
  const columns: Column<Member>[] = [
    {
      id: "name",
      header: "Member",
      grow: true,
      cell: (row) => (
        <>
          {row.name || row.email} {row.user === session.id ? <Chip>you</Chip> : null}
        </>
      ),
    },
    { id: "email", wide: true, header: "E-mail", cell: (row) => <span className={part.muted}>{row.email}</span> },
    { id: "role", header: "Role", cell: (row) => (edits ? <RoleChoice project={project} member={row} /> : row.role) },
    { id: "since", wide: true, header: "Since", end: true, cell: (row) => <When at={row.created_at} /> },
    {
      id: "acts",
      header: "Acts",
      unseen: true,
      end: true,
      cell: (row) =>
        edits ? (
          <IconButton small label={`Remove ${row.name || row.email}`} onClick={() => leave(row)}>
            <UserMinus size={14} aria-hidden />
          </IconButton>
        ) : null,
    },
  ];
  const add = edits ? (
    <Button kind="primary" onClick={() => set({ new: "member" })}>
      <Plus size={14} aria-hidden />
      Add member
    </Button>
  ) : null;
  return (
    <Section title="Members" said="each with one role in this project" acts={add}>
      {isPending ? <TableSkeleton rows={4} /> : null}
      {error ? <Failure error={error} /> : null}
      {data ? <DataTable label="Members" rows={data} columns={columns} rowId={(row) => row.user} /> : null}
      {data?.length === 0 ? (
        <p className={part.muted}>
          Nobody has a role in this project itself. Owners of the installation, and its teams, reach it all the same.
        </p>
      ) : null}
      {teams.data?.length ? (
        <p className={part.muted}>
          Shared with {teams.data.map((team) => team.name).join(", ")}: members of a team have their role in it here too.
        </p>
      ) : null}
      {search.new === "member" ? <AddMember project={project} onClose={() => set({ new: undefined })} onAdded={tellAdded} /> : null}
      {added?.password ? (
        <SecretOnce title={`${added.email} was made`} secret={added.password} onClose={() => tellAdded(undefined)}>
          This first password is shown once. Give it to them by another way than e-mail; they change it after logging in.
        </SecretOnce>
      ) : null}
      <Confirm
        title="Remove this member?"
        act="Remove"
        open={leaving !== undefined}
        onClose={() => leave(undefined)}
        onConfirm={() => remove.mutateAsync(leaving?.user ?? "")}
      >
        <strong>{leaving?.name || leaving?.email}</strong> loses the role {leaving?.role} in <strong>{project}</strong>, and their keys lose
        what it allowed. What they made stays.
      </Confirm>
    </Section>
  );
}

function RoleChoice({ project, member }: { project: string; member: Member }) {
  const { data: roles = [] } = useQuery(rolesQuery);
  const change = useSetRole(project);
  const shown = change.isPending ? change.variables.role : member.role;
  return (
    <select
      className={`${part.input} ${css.filter} ${own.inrow}`}
      aria-label={`Role of ${member.name || member.email}`}
      value={shown}
      onChange={(event) =>
        change.mutate(
          { user: member.user, role: event.target.value },
          { onSuccess: (fresh) => tell(`${fresh.name || fresh.email} is ${fresh.role} now`) },
        )
      }
    >
      {roles.some((role) => role.name === shown) ? null : <option>{shown}</option>}
      {roles.map((role) => (
        <option key={role.name}>{role.name}</option>
      ))}
    </select>
  );
}

function AddMember({ project, onClose, onAdded }: { project: string; onClose: () => void; onAdded: (added: Added) => void }) {
  const { data: roles = [] } = useQuery(rolesQuery);
  const session = useSession();
  const add = useAddMember(project, session.permissions.includes("users.write"));
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("viewer");
  const problem = add.error ? Problem.from(add.error) : undefined;
  return (
    <Dialog title={`Add a member to ${project}`} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(
            { email: email.trim(), role },
            {
              onSuccess: (added) => {
                onAdded(added);
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextField
            label="E-mail"
            type="email"
            autoFocus
            required
            autoComplete="off"
            about="If nobody has this address yet, a user is made, where you may do that."
            value={email}
            problem={problem?.at("email") ?? problem?.at("user")}
            onChange={(event) => setEmail(event.target.value)}
          />
          <ChoiceField
            label="Role"
            value={role}
            options={roles.map((one) => ({ value: one.name, label: one.name }))}
            onChange={(event) => setRole(event.target.value)}
          />
          {problem && !problem.at("email") && !problem.at("user") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={add.isPending || email === ""}>
              Add
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
