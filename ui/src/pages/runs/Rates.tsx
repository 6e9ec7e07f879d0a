// Rates: what an evaluation found, each with its interval.
import { useQuery } from "@tanstack/react-query";
import { metricsQuery } from "@/api/queries/runs";
import { ENDED, type Run } from "@/api/types";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { number, words } from "@/parts/format";
import { TableSkeleton } from "@/parts/Skeleton";
import { Interval } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { type Rate, rates } from "./rates";

const COLUMNS: Column<Rate>[] = [
  { id: "name", header: "Rate", cell: (row) => words(row.name) },
  { id: "how", header: "Decoding", cell: (row) => (row.greedy ? "greedy" : "sampled") },
  {
    id: "mean",
    header: "Mean, 95 % interval, episodes",
    cell: (row) => <Interval mean={row.mean} low={row.low} high={row.high} n={row.n} digits={3} />,
    end: true,
  },
];

export function Rates({ project, run }: { project: string; run: Run }) {
  const { data, error, isPending } = useQuery(metricsQuery(project, run.id));
  if (isPending) return <TableSkeleton rows={4} />;
  if (error) return <Failure error={error} />;
  const found = rates(data);
  if (found.length === 0) {
    const played = run.latest?.episodes_played ?? 0;
    return (
      <Quiet>
        {ENDED.has(run.status) ? "It measured nothing." : `${number(played)} episodes played so far; the rates come at the end.`}
      </Quiet>
    );
  }
  return <DataTable label="Rates" rows={found} columns={COLUMNS} rowId={(row) => `${row.greedy}/${row.name}`} />;
}
