// MemberList: who has which role in a project or a team; added, given another role, removed.
import { useQuery } from "@tanstack/react-query";
import { Plus, UserMinus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Problem } from "@/api/problem";
import { type Added, membersQuery, type Place, useAddMember, useRemoveMember, useSetRole } from "@/api/queries/members";
import { rolesQuery } from "@/api/queries/roles";
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
import css from "../pages.module.css";
import { SecretOnce } from "../settings/SecretOnce";
import own from "../settings/settings.module.css";

export function MemberList({
  place,
  edits,
  said,
  adding,
  onAdding,
  children,
}: {
  place: Place;
  edits: boolean;
  said: string;
  /** The dialog for a new member is open. */
  adding: boolean;
  onAdding: (on: boolean) => void;
  /** What is to be said below the list. */
  children?: (members: readonly Member[]) => ReactNode;
}) {
  const session = useSession();
  const { data, error, isPending } = useQuery(membersQuery(place));
  const [leaving, leave] = useState<Member>();
  const [added, tellAdded] = useState<Added>();
  const remove = useRemoveMember(place);
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
    { id: "role", header: "Role", cell: (row) => (edits ? <RoleChoice place={place} member={row} /> : row.role) },
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
    <Button kind="primary" onClick={() => onAdding(true)}>
      <Plus size={14} aria-hidden />
      Add member
    </Button>
  ) : null;
  return (
    <Section title="Members" said={said} acts={add}>
      {isPending ? <TableSkeleton rows={4} /> : null}
      {error ? <Failure error={error} /> : null}
      {data?.length ? <DataTable label="Members" rows={data} columns={columns} rowId={(row) => row.user} /> : null}
      {data ? children?.(data) : null}
      {adding ? <AddMember place={place} onClose={() => onAdding(false)} onAdded={tellAdded} /> : null}
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
        <strong>{leaving?.name || leaving?.email}</strong> loses the role {leaving?.role} in <strong>{place.name}</strong>, and their keys
        lose what it allowed. What they made stays.
      </Confirm>
    </Section>
  );
}

function RoleChoice({ place, member }: { place: Place; member: Member }) {
  const { data: roles = [] } = useQuery(rolesQuery);
  const change = useSetRole(place);
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

function AddMember({ place, onClose, onAdded }: { place: Place; onClose: () => void; onAdded: (added: Added) => void }) {
  const { data: roles = [] } = useQuery(rolesQuery);
  const session = useSession();
  const add = useAddMember(place, session.permissions.includes("users.write"));
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("viewer");
  const problem = add.error ? Problem.from(add.error) : undefined;
  return (
    <Dialog title={`Add a member to ${place.name}`} open onClose={onClose}>
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
