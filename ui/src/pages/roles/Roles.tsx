// Roles: those that every installation has, and its own; what each may, and how one is made.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Copy, Lock, Pencil, Plus } from "lucide-react";
import { matrixQuery, rolesQuery } from "@/api/queries/roles";
import { useSession } from "@/api/queries/session";
import type { Matrix as All, Role } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { Button } from "@/parts/Button";
import { Failure } from "@/parts/Failure";
import { tell } from "@/parts/Notices";
import { Page, Section } from "@/parts/Page";
import page from "@/parts/page.module.css";
import part from "@/parts/parts.module.css";
import { BlockSkeleton, TableSkeleton } from "@/parts/Skeleton";
import { Nothing } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { useSet } from "../runs/Curves";
import { barred } from "./draft";
import { Matrix } from "./Matrix";
import { PermissionList } from "./Permissions";
import { RoleForm } from "./RoleForm";
import own from "./roles.module.css";

const route = getRouteApi("/inside/roles");

/** What the builtin roles are for. */
const FOR: Readonly<Record<string, string>> = {
  viewer: "Looks, and changes nothing.",
  annotator: "Gives feedback, too.",
  developer: "Trains, and takes in models and data.",
  admin: "Runs a project: members, keys, secrets.",
  owner: "May everything.",
};

export default function Roles() {
  const search = route.useSearch();
  const set = useSet();
  const go = useNavigate();
  const session = useSession();
  const matrix = useQuery(matrixQuery);
  const { data: roles, error, isPending, refetch } = useQuery(rolesQuery);
  const edits = session.permissions.includes("roles.write");
  if (search.new === "role" && edits) {
    const from = roles?.find((role) => role.name === search.from);
    return (
      <Page title={from ? `Copy of ${from.name}` : "New role"}>
        {matrix.data && roles ? (
          <RoleForm
            key={search.from ?? ""}
            matrix={matrix.data}
            opened={undefined}
            from={from}
            onSaved={(role) => {
              tell(`The role ${role.name} is there`, "Give it to people under Members of a project or a team.");
              void go({ to: "/roles", search: { open: role.name } });
            }}
            onLeave={() => void go({ to: "/roles" })}
          />
        ) : (
          <BlockSkeleton height={320} />
        )}
      </Page>
    );
  }
  const all = matrix.data?.permissions.length ?? 0;
  const columns: Column<Role>[] = [
    {
      id: "name",
      header: "Role",
      cell: (row) => (
        <span className={own.name}>
          {row.name}
          {row.builtin ? <Lock size={12} className={part.muted} aria-label="built in" /> : null}
        </span>
      ),
    },
    { id: "for", header: "Who it is for", grow: true, cell: (row) => wordsOf(row) || <Nothing why="not said" /> },
    {
      id: "permissions",
      header: "Permissions",
      end: true,
      cell: (row) => (
        <>
          {row.permissions.length} <span className={part.muted}>of {all}</span>
        </>
      ),
    },
  ];
  const open = roles?.find((role) => role.name === search.open);
  return (
    <Page
      title="Roles"
      acts={
        edits ? (
          <Button kind="primary" onClick={() => set({ new: "role", open: undefined })}>
            <Plus size={14} aria-hidden />
            New role
          </Button>
        ) : null
      }
    >
      {isPending ? <TableSkeleton rows={5} /> : null}
      {error && !roles ? <Failure error={error} retry={() => void refetch()} /> : null}
      {roles ? (
        <DataTable
          label="Roles"
          rows={roles}
          columns={columns}
          rowId={(row) => row.name}
          active={search.open}
          onOpen={(row) => set({ open: row.name })}
          onEnter={(row) => void go({ to: "/roles/$role", params: { role: row.name } })}
        />
      ) : null}
      <Section title="Side by side" said="what each allows, wherever it is held">
        <Matrix />
      </Section>
      {open && matrix.data ? (
        <Drawer
          title={open.name}
          onClose={() => set({ open: undefined })}
          onFull={() => void go({ to: "/roles/$role", params: { role: open.name } })}
        >
          <RoleBrief role={open} matrix={matrix.data} />
        </Drawer>
      ) : null}
    </Page>
  );
}

export function wordsOf(role: Role): string {
  return role.description || (role.builtin ? (FOR[role.name] ?? "") : "");
}

function RoleBrief({ role, matrix }: { role: Role; matrix: All }) {
  const go = useNavigate();
  const session = useSession();
  const held = new Set(session.permissions);
  const why = barred(role, held);
  return (
    <>
      <p className={own.about}>{wordsOf(role)}</p>
      <div className={page.acts}>
        {why ? null : (
          <Button onClick={() => void go({ to: "/roles/$role", params: { role: role.name } })}>
            <Pencil size={14} aria-hidden />
            Change
          </Button>
        )}
        {held.has("roles.write") ? (
          <Button kind="ghost" onClick={() => void go({ to: "/roles", search: { new: "role", from: role.name } })}>
            <Copy size={14} aria-hidden />
            Copy as a new role
          </Button>
        ) : null}
      </div>
      {why ? <p className={part.muted}>{why}</p> : null}
      <PermissionList matrix={matrix} permissions={new Set(role.permissions)} />
    </>
  );
}
