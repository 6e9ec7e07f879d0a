// Audit: who did what, when, from where; a chain of digests that shows whether the log was touched.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Download, ShieldCheck } from "lucide-react";
import { useMemo } from "react";
import { auditQuery, useVerify } from "@/api/queries/access";
import { membersQuery, ofProject } from "@/api/queries/members";
import { useSession } from "@/api/queries/session";
import type { AuditEvent } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { Button, buttonClass } from "@/parts/Button";
import { Code } from "@/parts/Code";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { moment, number } from "@/parts/format";
import { tell } from "@/parts/Notices";
import { TableSkeleton } from "@/parts/Skeleton";
import { Facts, Id, Nothing, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Toolbar } from "@/parts/table/Toolbar";
import { useMay } from "../may";
import { useSet } from "../runs/Curves";

const route = getRouteApi("/inside/p/$project/settings/{-$tab}");

export function Audit({ project }: { project: string }) {
  const search = route.useSearch();
  const set = useSet();
  const session = useSession();
  const events = useInfiniteQuery(auditQuery(project, { action: search.action }));
  const rows = useMemo(() => events.data?.pages.flatMap((page) => page.items) ?? [], [events.data]);
  const named = useNames(project);
  const columns = useMemo<Column<AuditEvent>[]>(
    () => [
      { id: "sequence", wide: true, header: "No.", end: true, cell: (row) => number(row.sequence) },
      { id: "at", header: "When", cell: (row) => <When at={row.at} /> },
      { id: "actor", header: "Who", cell: (row) => named.get(row.actor) ?? <Id id={row.actor} /> },
      { id: "action", header: "What", cell: (row) => <code>{row.action}</code> },
      { id: "target", wide: true, header: "To what", cell: (row) => (row.target ? <Id id={row.target} /> : <Nothing />) },
      { id: "details", wide: true, header: "Details", grow: true, cell: (row) => brief(row.details) },
      { id: "address", wide: true, header: "From", cell: (row) => row.address || <Nothing /> },
    ],
    [named],
  );
  const open = rows.find((row) => String(row.sequence) === search.open);
  return (
    <>
      <Toolbar
        side={
          <>
            {session.permissions.includes("audit.read") ? <Verify /> : null}{" "}
            <a className={buttonClass()} href={`/api/v1/projects/${encodeURIComponent(project)}/audit/export`} download>
              <Download size={14} aria-hidden />
              Export
            </a>
          </>
        }
      >
        <SearchBox label="Action, such as run.create" text={search.action ?? ""} onText={(text) => set({ action: text || undefined })} />
      </Toolbar>
      {events.isPending ? <TableSkeleton /> : null}
      {events.error ? <Failure error={events.error} retry={() => void events.refetch()} /> : null}
      {events.isSuccess && rows.length === 0 ? <Quiet>Nothing of that kind was done.</Quiet> : null}
      {rows.length > 0 ? (
        <DataTable
          label="Audit log"
          fill
          rows={rows}
          columns={columns}
          rowId={(row) => String(row.sequence)}
          active={search.open}
          onOpen={(row) => set({ open: String(row.sequence) })}
          foot={
            events.hasNextPage ? (
              <Button small onClick={() => void events.fetchNextPage()} disabled={events.isFetchingNextPage}>
                Earlier events
              </Button>
            ) : (
              `${rows.length} events`
            )
          }
        />
      ) : null}
      {open ? (
        <Drawer title={`${open.action}, event ${open.sequence}`} onClose={() => set({ open: undefined })}>
          <Event event={open} who={named.get(open.actor)} />
        </Drawer>
      ) : null}
    </>
  );
}

function useNames(project: string): ReadonlyMap<string, string> {
  const may = useMay(project);
  const session = useSession();
  const { data: members } = useQuery({ ...membersQuery(ofProject(project)), enabled: may("members.read") });
  return useMemo(
    () =>
      new Map([...(members ?? []).map((one) => [one.user, one.name || one.email] as const), [session.id, session.name || session.email]]),
    [members, session],
  );
}

function brief(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(" · ");
}

function Event({ event, who }: { event: AuditEvent; who: string | undefined }) {
  return (
    <>
      <Facts
        rows={[
          ["When", moment(new Date(event.at))],
          ["Who", who ? `${who} · ${event.actor}` : event.actor],
          ["What", <code key="w">{event.action}</code>],
          ["To what", event.target ? <Id key="t" id={event.target} full /> : <Nothing key="t" />],
          ["From", event.address || <Nothing key="f" />],
          ["Request", event.request_id || <Nothing key="r" />],
          ["Digest", <Id key="d" id={event.digest} full />],
          ["Before it", <Id key="p" id={event.previous} full />],
        ]}
      />
      <Code title="Details" text={JSON.stringify(event.details, null, 2)} />
    </>
  );
}

/** Walks the whole chain on the server. */
function Verify() {
  const verify = useVerify();
  const check = () =>
    verify.mutate(undefined, {
      onSuccess: (verdict) => {
        if (verdict.whole) tell(`The log is whole: ${number(verdict.events)} events`, `Its head is ${verdict.head}. Note it elsewhere.`);
      },
    });
  return (
    <>
      <Button onClick={check} disabled={verify.isPending}>
        <ShieldCheck size={14} aria-hidden />
        {verify.data && !verify.data.whole ? `Broken at event ${verify.data.broken_at}` : "Verify"}
      </Button>
      {verify.error ? <Failure error={verify.error} /> : null}
    </>
  );
}
