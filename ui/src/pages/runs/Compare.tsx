// Compare: several runs on the same charts, and what is different about them.
import { useQueries } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useMemo } from "react";
import { runQuery } from "@/api/queries/runs";
import type { Run } from "@/api/types";
import { buttonClass, IconButton } from "@/parts/Button";
import { Swatch } from "@/parts/chart/LineChart";
import { colourOf } from "@/parts/chart/series";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page, Section } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Lasting } from "@/parts/Small";
import { Segments } from "@/parts/table/Toolbar";
import table from "@/parts/table/table.module.css";
import { list } from "@/search";
import css from "../pages.module.css";
import { Curves, useSet } from "./Curves";
import { differences } from "./differences";
import { RunStatus } from "./parts";
import own from "./runs.module.css";

const route = getRouteApi("/inside/p/$project/runs/compare");
const MOST = 8;

export default function Compare() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const set = useSet();
  const ids = list(search.runs).slice(0, MOST);
  const { runs, pending, error } = useQueries({
    queries: ids.map((id) => runQuery(project, id)),
    combine: (answers) => ({
      runs: answers.flatMap((answer) => (answer.data ? [answer.data] : [])),
      pending: answers.some((answer) => answer.isPending),
      error: answers.find((answer) => answer.error)?.error,
    }),
  });
  const back = (
    <Link to="/p/$project/runs" params={{ project }} search={{ pick: ids.join(",") || undefined }} className={buttonClass()}>
      Change the choice
    </Link>
  );
  return (
    <Page title="Compare runs" acts={back}>
      {error ? <Failure error={error} /> : null}
      {ids.length === 0 ? (
        <Empty title="Nothing to compare yet" acts={back}>
          Tick two or more runs in the list of runs, and choose Compare. The address of this page holds the choice, so it can be sent to
          somebody.
        </Empty>
      ) : null}
      {pending && ids.length > 0 ? <BlockSkeleton height={240} /> : null}
      {runs.length > 0 && !pending ? (
        <>
          <Curves project={project} runs={runs} search={search} />
          <Different
            project={project}
            runs={runs}
            all={search.same === "shown"}
            onAll={(all) => set({ same: all ? "shown" : undefined })}
            onWithout={(id) => set({ runs: ids.filter((one) => one !== id).join(",") || undefined })}
          />
        </>
      ) : null}
    </Page>
  );
}

function Different({
  project,
  runs,
  all,
  onAll,
  onWithout,
}: {
  project: string;
  runs: Run[];
  all: boolean;
  onAll: (all: boolean) => void;
  onWithout: (id: string) => void;
}) {
  const rows = useMemo(
    () =>
      differences(
        runs.map((run) => run.spec),
        all,
      ),
    [runs, all],
  );
  return (
    <Section
      title="What is different"
      acts={
        <Segments
          label="Rows"
          value={all ? "all" : "different"}
          onChange={(value) => onAll(value === "all")}
          options={[
            { value: "different", label: "Only differences" },
            { value: "all", label: "Everything" },
          ]}
        />
      }
    >
      <div className={table.scroller}>
        <table className={`${table.table} ${own.diff}`} aria-label="What is different">
          <thead>
            <tr>
              <th scope="col">Field</th>
              {runs.map((run, index) => (
                <th key={run.id} scope="col">
                  <span className={own.reward}>
                    <Swatch colour={runs.length === 1 ? "--series-candidate" : colourOf(index)} />
                    <Link to="/p/$project/runs/$run/{-$tab}" params={{ project, run: run.id }} className={css.link}>
                      {run.name}
                    </Link>
                    <IconButton small label={`Leave out ${run.name}`} onClick={() => onWithout(run.id)}>
                      <X size={12} aria-hidden />
                    </IconButton>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">status</th>
              {runs.map((run) => (
                <td key={run.id}>
                  <RunStatus run={run} />
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">took</th>
              {runs.map((run) => (
                <td key={run.id}>
                  <Lasting from={run.started_at} to={run.finished_at} />
                </td>
              ))}
            </tr>
            {rows.map((row) => (
              <tr key={row.field}>
                <th scope="row">{row.field}</th>
                {row.values.map((value, index) => (
                  <td key={runs[index]?.id ?? index} title={value}>
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
