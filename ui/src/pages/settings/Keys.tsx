// Keys: one's own and the project's; made with no more than one has, shown once, rotated with grace, revoked at once.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import { keysQuery, projectKeysQuery, servicesQuery, useRevokeKey, useRotateKey } from "@/api/queries/access";
import { projectsQuery } from "@/api/queries/projects";
import { useSession } from "@/api/queries/session";
import type { ApiKey, MintedKey } from "@/api/types";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Menu, MenuItem } from "@/parts/Menu";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Nothing, Status, useNow, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { useMay } from "../may";
import { useSet } from "../runs/Curves";
import { keyWays } from "../ways";
import { NewKey } from "./NewKey";
import { SecretOnce } from "./SecretOnce";
import own from "./settings.module.css";

const route = getRouteApi("/inside/p/$project/settings/{-$tab}");
const SOON = 7 * 86_400_000;

interface Owned extends ApiKey {
  own: boolean;
}

function KeyStatus({ row }: { row: ApiKey }) {
  const now = useNow().getTime();
  if (row.revoked_at) return <Status status="revoked" />;
  if (row.grace_until) return <Status status="warning" word="rotated" />;
  if (!row.expires_at) return <Status status="active" />;
  const left = Date.parse(row.expires_at) - now;
  return left < 0 ? (
    <Status status="expired" />
  ) : left < SOON ? (
    <Status status="warning" word="expires soon" />
  ) : (
    <Status status="active" />
  );
}

export function Keys({ project }: { project: string }) {
  const search = route.useSearch();
  const set = useSet();
  const may = useMay(project);
  const { keys, error, pending } = useKeysOf(project);
  const [minted, mint] = useState<MintedKey>();
  const services = useQuery({ ...servicesQuery(project), enabled: may("keys.read") });
  const session = useSession();
  const owner = (row: ApiKey) =>
    row.owner === session.id ? "you" : (services.data?.find((one) => one.id === row.owner)?.name ?? <Nothing why="somebody else" />);
  const columns: Column<Owned>[] = [
    { id: "name", header: "Key", grow: true, cell: (row) => row.name },
    { id: "prefix", wide: true, header: "Begins with", cell: (row) => <code className={part.muted}>{row.prefix}…</code> },
    { id: "owner", wide: true, header: "Acts as", cell: owner },
    { id: "status", header: "Status", cell: (row) => <KeyStatus row={row} /> },
    {
      id: "scopes",
      wide: true,
      header: "Scopes",
      cell: (row) => (
        <span title={row.scopes.join(", ")}>{row.scopes.length === 1 ? row.scopes[0] : `${row.scopes.length} permissions`}</span>
      ),
    },
    {
      id: "used",
      wide: true,
      header: "Last used",
      end: true,
      cell: (row) => (row.last_used_at ? <When at={row.last_used_at} /> : <Nothing why="never" />),
    },
    {
      id: "expires",
      wide: true,
      header: "Expires",
      end: true,
      cell: (row) => (row.expires_at ? <When at={row.expires_at} /> : <Nothing why="never" />),
    },
    { id: "acts", header: "Acts", unseen: true, end: true, cell: (row) => <KeyActs project={project} row={row} onMinted={mint} /> },
  ];
  const make = (
    <Button kind="primary" onClick={() => set({ new: "key" })}>
      <Plus size={14} aria-hidden />
      New key
    </Button>
  );
  return (
    <Section title="Keys" said="for the SDK, the command line and programs" acts={keys.length ? make : null}>
      {pending ? <TableSkeleton rows={3} /> : null}
      {error ? <Failure error={error} /> : null}
      {keys.length > 0 ? <DataTable label="Keys" rows={keys} columns={columns} rowId={(row) => row.id} /> : null}
      {!pending && !error && keys.length === 0 ? (
        <Empty title="No keys yet" acts={make} ways={keyWays(project)}>
          A key lets the SDK, the command line or a program act as you, or as a service account, and do no more than its scopes say.
        </Empty>
      ) : null}
      {search.new === "key" ? <NewKey project={project} onClose={() => set({ new: undefined })} onMinted={mint} /> : null}
      {minted ? (
        <SecretOnce title={`Key ${minted.key.name}`} secret={minted.secret} onClose={() => mint(undefined)}>
          This is shown once. Burnish keeps only a digest of it: who loses it makes another one.
        </SecretOnce>
      ) : null}
    </Section>
  );
}

/** One's own keys that open this project, then the project's; each once. */
function useKeysOf(project: string): { keys: Owned[]; error: unknown; pending: boolean } {
  const may = useMay(project);
  const all = may("keys.read");
  const mine = useQuery(keysQuery);
  const theirs = useQuery({ ...projectKeysQuery(project), enabled: all });
  const { data: projects = [] } = useQuery(projectsQuery);
  const here = projects.find((one) => one.name === project || one.id === project)?.id;
  const own = (mine.data ?? []).filter((key) => key.project === null || key.project === here).map((key) => ({ ...key, own: true }));
  const known = new Set(own.map((key) => key.id));
  const others = (theirs.data ?? []).filter((key) => !known.has(key.id)).map((key) => ({ ...key, own: false }));
  return { keys: [...own, ...others], error: mine.error ?? theirs.error, pending: mine.isPending || (all && theirs.isPending) };
}

function KeyActs({ project, row, onMinted }: { project: string; row: Owned; onMinted: (minted: MintedKey) => void }) {
  const may = useMay(project);
  const revoke = useRevokeKey(project);
  const rotate = useRotateKey(project);
  const [asking, ask] = useState<"revoke" | "rotate">();
  const close = () => ask(undefined);
  if (row.revoked_at || !(row.own || may("keys.write"))) return null;
  return (
    <>
      <Menu
        trigger={
          <Button small kind="ghost" aria-label={`Acts on ${row.name}`}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        <MenuItem disabled={row.rotated_to !== null} onSelect={() => ask("rotate")}>
          Rotate
        </MenuItem>
        <MenuItem danger onSelect={() => ask("revoke")}>
          Revoke
        </MenuItem>
      </Menu>
      <Confirm
        title="Rotate this key?"
        act="Rotate"
        danger={false}
        open={asking === "rotate"}
        onClose={close}
        onConfirm={async () => onMinted(await rotate.mutateAsync({ key: row.id, own: row.own, hours: 24 }))}
      >
        A new key takes the place of <strong>{row.name}</strong>. The old one works for another 24 hours, so that programs can change over.
      </Confirm>
      <Confirm
        title="Revoke this key?"
        act="Revoke"
        open={asking === "revoke"}
        onClose={close}
        onConfirm={() => revoke.mutateAsync({ key: row.id, own: row.own })}
      >
        <strong className={own.keyname}>{row.name}</strong> ({row.prefix}…) stops working at once, for whoever holds it.
      </Confirm>
    </>
  );
}
