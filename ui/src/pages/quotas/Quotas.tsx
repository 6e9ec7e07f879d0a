// Quotas: the limits of a project or a team, how much of each is used, and when it starts anew.
import { useQuery } from "@tanstack/react-query";
import { Ellipsis, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { quotasQuery, useRemoveQuota, type Whose } from "@/api/queries/quotas";
import type { Quota } from "@/api/types";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { count, number, percent } from "@/parts/format";
import { Menu, MenuItem } from "@/parts/Menu";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Nothing, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { quotaWays } from "../ways";
import { EditQuota, NewQuota } from "./QuotaForm";
import { KINDS, standing, startsAnew } from "./quota";
import own from "./quotas.module.css";

export function Quotas({
  whose,
  title,
  said,
  edits,
  adding,
  onAdding,
  children,
}: {
  whose: Whose;
  title: string;
  said: string;
  edits: boolean;
  adding: boolean;
  onAdding: (on: boolean) => void;
  /** Below the list. */
  children?: ReactNode;
}) {
  const { data, error, isPending } = useQuery(quotasQuery(whose));
  const [editing, edit] = useState<Quota>();
  const add = edits ? (
    <Button kind="primary" onClick={() => onAdding(true)}>
      <Plus size={14} aria-hidden />
      New limit
    </Button>
  ) : null;
  const acts: Column<Quota> = {
    id: "acts",
    header: "Acts",
    unseen: true,
    end: true,
    cell: (row) => <QuotaActs whose={whose} quota={row} onEdit={() => edit(row)} />,
  };
  return (
    <Section title={title} said={said} acts={data?.length ? add : null}>
      {isPending ? <TableSkeleton rows={3} /> : null}
      {error && !data ? <Failure error={error} /> : null}
      {data?.length ? (
        <DataTable label={title} rows={data} columns={edits ? [...COLUMNS, acts] : COLUMNS} rowId={(row) => `${row.kind} ${row.period}`} />
      ) : null}
      {data?.length === 0 && edits ? (
        <Empty title="No limits yet" acts={add} ways={quotaWays(whose)}>
          A limit says how many requests, tokens, dollars or hours of runs may be used in a minute, an hour, a day or a month. At the limit,
          what would go beyond it is refused, and says so. What is used is counted from the moment on at which the limit is set.
        </Empty>
      ) : null}
      {data?.length === 0 && !edits ? <Quiet>Nothing is limited here.</Quiet> : null}
      {children}
      {adding && edits && data ? <NewQuota whose={whose} there={data} onClose={() => onAdding(false)} /> : null}
      {editing ? <EditQuota whose={whose} quota={editing} onClose={() => edit(undefined)} /> : null}
    </Section>
  );
}

const COLUMNS: readonly Column<Quota>[] = [
  {
    id: "kind",
    header: "What",
    cell: (row) => (
      <>
        {KINDS[row.kind].name} {KINDS[row.kind].unit ? <span className={part.muted}>({KINDS[row.kind].unit})</span> : null} a {row.period}
      </>
    ),
  },
  { id: "used", header: "Used", end: true, cell: (row) => <Amount of={row} value={row.used} /> },
  { id: "most", header: "Limit", end: true, cell: (row) => <Amount of={row} value={row.most} /> },
  { id: "share", header: "Of it", cell: (row) => <Share quota={row} /> },
  {
    id: "anew",
    wide: true,
    header: "Starts anew",
    grow: true,
    end: true,
    cell: (row) => (row.most > 0 ? <When at={startsAnew(row).toISOString()} /> : <Nothing why="never" />),
  },
];

/** Counts are shortened, hours and dollars rounded to hundredths; whole on hover. */
function Amount({ of, value }: { of: Quota; value: number }) {
  const counted = of.kind === "tokens" || of.kind === "requests";
  return <span title={number(value)}>{counted ? count(value) : number(Math.round(value * 100) / 100)}</span>;
}

/** How much of a limit is used: in a bar, in per cent, and in a word where somebody should know. */
export function Share({ quota }: { quota: Quota }) {
  const { share, word } = standing(quota);
  return (
    <span className={own.share}>
      <span className={own.track} data-word={word} aria-hidden>
        <span style={{ width: `${Math.min(1, share) * 100}%` }} />
      </span>
      {quota.most > 0 ? <span className={own.percent}>{percent(Math.floor(share * 100) / 100)}</span> : null}
      {word === "free" ? null : (
        <Status
          status={word === "used up" ? "failed" : "warning"}
          word={<span className={own.word}>{quota.most > 0 ? word : "nothing allowed"}</span>}
        />
      )}
    </span>
  );
}

function QuotaActs({ whose, quota, onEdit }: { whose: Whose; quota: Quota; onEdit: () => void }) {
  const remove = useRemoveQuota(whose);
  const [asking, ask] = useState(false);
  const name = `${KINDS[quota.kind].name.toLowerCase()} a ${quota.period}`;
  return (
    <>
      <Menu
        trigger={
          <Button small kind="ghost" aria-label={`Acts on the limit of ${name}`}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={onEdit}>Change</MenuItem>
        <MenuItem danger onSelect={() => ask(true)}>
          Lift
        </MenuItem>
      </Menu>
      <Confirm
        title="Lift this limit?"
        act="Lift it"
        open={asking}
        onClose={() => ask(false)}
        onConfirm={() => remove.mutateAsync({ kind: quota.kind, period: quota.period })}
      >
        <strong>
          {number(quota.most)} {name}
        </strong>{" "}
        no longer holds for {"project" in whose ? "the project" : "the team"}{" "}
        <strong>{"project" in whose ? whose.project : whose.team}</strong>.
      </Confirm>
    </>
  );
}
