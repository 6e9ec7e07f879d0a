// AliasHistory: everything that an alias was, the newest first; each version can be what it is again.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { membersQuery, ofProject } from "@/api/queries/members";
import { aliasHistoryQuery, useRollbackAlias } from "@/api/queries/serving";
import { useSession } from "@/api/queries/session";
import type { Alias, AliasVersion } from "@/api/types";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { shortId } from "@/parts/format";
import { tell } from "@/parts/Notices";
import part from "@/parts/parts.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Chip, When } from "@/parts/Small";
import { useMay } from "../may";
import { differences } from "./changes";
import { pointed } from "./serves";
import own from "./serving.module.css";

const ACTIONS = { create: "made", change: "changed", rollback: "rolled back" };

export function AliasHistory({ project, alias }: { project: string; alias: Alias }) {
  const may = useMay(project);
  const history = useInfiniteQuery(aliasHistoryQuery(project, alias.name));
  const back = useRollbackAlias(project, alias.name);
  const [asking, ask] = useState<AliasVersion>();
  const versions = history.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <section aria-label="History">
      {history.isPending ? <TableSkeleton rows={4} /> : null}
      {history.error ? <Failure error={history.error} retry={() => void history.refetch()} /> : null}
      <ol>
        {versions.map((one) => (
          <li key={one.version} className={own.change}>
            <span>
              {one.version} {one.version === alias.version ? <Chip>now</Chip> : null}
            </span>
            <span className={part.muted}>{ACTIONS[one.action]}</span>
            <div>
              <Changes version={one} />
              <p className={part.muted}>
                <When at={one.at} /> by <By project={project} id={one.by} />
              </p>
            </div>
            {one.version !== alias.version && may("deployments.write") ? (
              <Button small kind="ghost" onClick={() => ask(one)}>
                <Undo2 size={14} aria-hidden />
                Back to this
              </Button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ol>
      {history.hasNextPage ? (
        <Button small disabled={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          Older versions
        </Button>
      ) : null}
      <Confirm
        title={`Back to version ${asking?.version ?? ""}?`}
        act="Roll back"
        danger={false}
        open={asking !== undefined}
        onClose={() => ask(undefined)}
        onConfirm={async () => {
          const now = await back.mutateAsync(asking?.version ?? null);
          tell(`${alias.name} is what it was at version ${asking?.version}`, `${pointed(now.shares)} answers from within a second on.`);
        }}
      >
        <strong>{`${project}/${alias.name}`}</strong> is again what it was then: {asking ? pointed(asking.after.shares) : ""} answers. This
        is version {alias.version + 1}; nothing of the history is lost.
      </Confirm>
    </section>
  );
}

function Changes({ version }: { version: AliasVersion }) {
  const rows = differences(version.before, version.after);
  if (rows.length === 0) return <p>Nothing that is told here.</p>;
  return (
    <dl>
      {rows.map((row) => (
        <div key={row.what}>
          <dt className="unseen">{row.what}</dt>
          <dd>
            <span className={part.muted}>{row.what} </span>
            {row.before ? (
              <>
                <del>{row.before}</del>{" "}
              </>
            ) : null}
            <ins>{row.after}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Who made a change, by the name that members have. */
function By({ project, id }: { project: string; id: string }) {
  const session = useSession();
  const { data: members } = useQuery(membersQuery(ofProject(project)));
  const found = members?.find((one) => one.user === id);
  return <span title={id}>{id === session.id ? "you" : found ? found.name || found.email : shortId(id)}</span>;
}
