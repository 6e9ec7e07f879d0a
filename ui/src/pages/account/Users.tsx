// Users: the people of the installation; made, shut out, helped to a new password.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { rolesQuery } from "@/api/queries/roles";
import { useSession } from "@/api/queries/session";
import { useChangeUser, useNewUser, useResetPassword, usersQuery } from "@/api/queries/users";
import type { User } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Confirm, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { Menu, MenuItem } from "@/parts/Menu";
import { Page } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Chip, Nothing, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { useSet } from "../runs/Curves";
import { SecretOnce } from "../settings/SecretOnce";

const route = getRouteApi("/inside/users");

interface Told {
  email: string;
  password: string;
}

export default function Users() {
  const search = route.useSearch();
  const set = useSet();
  const session = useSession();
  const { data, error, isPending } = useQuery(usersQuery);
  const [told, tellPassword] = useState<Told>();
  const edits = session.permissions.includes("users.write");
  const columns: Column<User>[] = [
    {
      id: "name",
      header: "User",
      grow: true,
      cell: (row) => (
        <>
          {row.name || row.email} {row.id === session.id ? <Chip>you</Chip> : null}
        </>
      ),
    },
    { id: "email", wide: true, header: "E-mail", cell: (row) => <span className={part.muted}>{row.email}</span> },
    { id: "role", header: "Role here", cell: (row) => row.role ?? <Nothing why="only in projects and teams" /> },
    {
      id: "status",
      header: "Status",
      cell: (row) => <Status status={row.disabled_at ? "revoked" : "active"} word={row.disabled_at ? "shut out" : "active"} />,
    },
    {
      id: "login",
      wide: true,
      header: "Last login",
      end: true,
      cell: (row) => (row.last_login_at ? <When at={row.last_login_at} /> : <Nothing why="never" />),
    },
    {
      id: "acts",
      header: "Acts",
      unseen: true,
      end: true,
      cell: (row) => (edits && row.id !== session.id ? <UserActs user={row} onPassword={tellPassword} /> : null),
    },
  ];
  return (
    <Page
      title="Users"
      acts={
        edits ? (
          <Button kind="primary" onClick={() => set({ new: "user" })}>
            <Plus size={14} aria-hidden />
            New user
          </Button>
        ) : null
      }
    >
      {isPending ? <TableSkeleton rows={4} /> : null}
      {error ? <Failure error={error} /> : null}
      {data ? <DataTable label="Users" rows={data} columns={columns} rowId={(row) => row.id} /> : null}
      {search.new === "user" ? <NewUser onClose={() => set({ new: undefined })} onPassword={tellPassword} /> : null}
      {told ? (
        <SecretOnce title={`A password for ${told.email}`} secret={told.password} onClose={() => tellPassword(undefined)}>
          It is shown once. Give it to them by another way than e-mail; they change it under Account after logging in.
        </SecretOnce>
      ) : null}
    </Page>
  );
}

function UserActs({ user, onPassword }: { user: User; onPassword: (told: Told) => void }) {
  const change = useChangeUser();
  const reset = useResetPassword();
  const [asking, ask] = useState<"shut out" | "reset">();
  const close = () => ask(undefined);
  const name = user.name || user.email;
  return (
    <>
      <Menu
        trigger={
          <Button small kind="ghost" aria-label={`Acts on ${name}`}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => ask("reset")}>New password</MenuItem>
        {user.disabled_at ? (
          <MenuItem onSelect={() => change.mutate({ user: user.id, disabled: false })}>Let in again</MenuItem>
        ) : (
          <MenuItem danger onSelect={() => ask("shut out")}>
            Shut out
          </MenuItem>
        )}
      </Menu>
      <Confirm
        title="A new password?"
        act="Make a new password"
        danger={false}
        open={asking === "reset"}
        onClose={close}
        onConfirm={async () => onPassword({ email: user.email, ...(await reset.mutateAsync(user.id)) })}
      >
        The password of <strong>{name}</strong> is replaced by a new one, and their sessions end.
      </Confirm>
      <Confirm
        title="Shut this user out?"
        act="Shut out"
        open={asking === "shut out"}
        onClose={close}
        onConfirm={() => change.mutateAsync({ user: user.id, disabled: true })}
      >
        <strong>{name}</strong> can no longer log in, and their sessions and keys stop working. What they made stays, and they can be let in
        again.
      </Confirm>
    </>
  );
}

function NewUser({ onClose, onPassword }: { onClose: () => void; onPassword: (told: Told) => void }) {
  const { data: roles = [] } = useQuery(rolesQuery);
  const make = useNewUser();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  const problem = make.error ? Problem.from(make.error) : undefined;
  const placed = problem?.at("email") ?? problem?.at("name");
  return (
    <Dialog title="New user" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(
            { email: email.trim(), name, role: role || null },
            {
              onSuccess: (made) => {
                if (made.password) onPassword({ email: made.user.email, password: made.password });
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
            value={email}
            problem={problem?.at("email")}
            onChange={(event) => setEmail(event.target.value)}
          />
          <TextField
            label="Name"
            autoComplete="off"
            maxLength={200}
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(event.target.value)}
          />
          <ChoiceField
            label="Role on the whole installation"
            about="Most users need none, and get roles in projects and teams."
            value={role}
            options={[{ value: "", label: "none" }, ...roles.map((one) => ({ value: one.name, label: one.name }))]}
            onChange={(event) => setRole(event.target.value)}
          />
          {problem && !placed ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={make.isPending || email === ""}>
              Make user
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
