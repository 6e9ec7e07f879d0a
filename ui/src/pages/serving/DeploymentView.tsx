// DeploymentView: what a deployment serves and costs, its replicas, what they say; start, stop, change, remove.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MessagesSquare, Pencil, Play, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import { aliasesQuery, deploymentLogsQuery, useDeploymentAct, useRemoveDeployment } from "@/api/queries/serving";
import type { Deployment } from "@/api/types";
import { Button, buttonClass, IconButton } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { number } from "@/parts/format";
import { Section } from "@/parts/Page";
import page from "@/parts/page.module.css";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Facts, Id, When } from "@/parts/Small";
import { useMay } from "../may";
import css from "../pages.module.css";
import { ReplicaList } from "./Replicas";
import { KINDS, usedBy } from "./serves";
import own from "./serving.module.css";

export function DeploymentActs({
  project,
  deployment,
  onEdit,
  onGone,
}: {
  project: string;
  deployment: Deployment;
  onEdit: () => void;
  onGone: () => void;
}) {
  const may = useMay(project);
  const act = useDeploymentAct(project, deployment.name);
  const remove = useRemoveDeployment(project, deployment.name);
  const { data: aliases = [] } = useQuery(aliasesQuery(project));
  const [asking, ask] = useState<"stop" | "remove">();
  const using = usedBy(deployment.name, aliases);
  const calls = using.map((one) => `${project}/${one.name}`);
  const called = using[0]?.name;
  const stopped = deployment.status === "stopped";
  const close = () => ask(undefined);
  return (
    <div className={page.acts}>
      {may("deployments.call") && called ? (
        <Link to="/p/$project/playground" params={{ project }} search={{ at: called }} className={buttonClass()}>
          <MessagesSquare size={14} aria-hidden />
          Try it
        </Link>
      ) : null}
      {may("deployments.write") ? (
        <>
          {stopped || deployment.status === "failed" ? (
            <Button disabled={act.isPending} onClick={() => act.mutate("start")}>
              <Play size={14} aria-hidden />
              {stopped ? "Start" : "Try again"}
            </Button>
          ) : (
            <Button disabled={act.isPending} onClick={() => ask("stop")}>
              <Square size={12} aria-hidden />
              Stop
            </Button>
          )}
          <Button onClick={onEdit}>
            <Pencil size={12} aria-hidden />
            Change
          </Button>
          <IconButton label="Remove deployment" onClick={() => ask("remove")}>
            <Trash2 size={14} aria-hidden />
          </IconButton>
        </>
      ) : null}
      <Confirm title="Stop serving?" act="Stop" open={asking === "stop"} onClose={close} onConfirm={() => act.mutateAsync("stop")}>
        <strong>{deployment.name}</strong> answers what is under way, and then nothing more.{" "}
        {calls.length > 0 ? (
          <>
            Calls of <strong>{calls.join(", ")}</strong> fail, or go to other deployments of it, until it is started again.
          </>
        ) : (
          "No alias points at it."
        )}
      </Confirm>
      <Confirm
        title="Remove this deployment?"
        act="Remove"
        open={asking === "remove"}
        onClose={close}
        onConfirm={async () => {
          await remove.mutateAsync();
          onGone();
        }}
      >
        <strong>{deployment.name}</strong> stops, and its settings are forgotten. Its model and what was recorded stay.{" "}
        {calls.length > 0 ? `${calls.join(", ")} has to point elsewhere first.` : null}
      </Confirm>
    </div>
  );
}

export function DeploymentView({ project, deployment, wide = false }: { project: string; deployment: Deployment; wide?: boolean }) {
  return (
    <>
      {deployment.message && (deployment.status === "failed" || deployment.status === "degraded") ? (
        <Failure error={new Error(deployment.message)} />
      ) : null}
      {deployment.message && deployment.status === "starting" ? <p role="status">{deployment.message}</p> : null}
      <div className={wide ? css.columns : css.form}>
        <Section title="What it serves">
          <DeploymentFacts project={project} deployment={deployment} />
        </Section>
        {deployment.target.kind === "engine" ? (
          <Section title="Replicas">
            <ReplicaList replicas={deployment.replicas} />
          </Section>
        ) : null}
      </div>
      {deployment.target.kind === "engine" ? <ReplicaLogs project={project} deployment={deployment} /> : null}
    </>
  );
}

function DeploymentFacts({ project, deployment }: { project: string; deployment: Deployment }) {
  const { target, prices } = deployment;
  const { data: aliases = [] } = useQuery(aliasesQuery(project));
  const calls = usedBy(deployment.name, aliases);
  const prizes: [string, number | null | undefined][] = [
    ["input", prices.input_usd],
    ["cached input", prices.cached_input_usd],
    ["output", prices.output_usd],
  ];
  const told = prizes.filter(([, value]) => value).map(([name, value]) => `$${number(value ?? 0)} ${name}`);
  return (
    <Facts
      rows={[
        ...(deployment.description ? [["What it is", deployment.description] as [string, string]] : []),
        [
          "Model",
          target.kind === "engine" && target.model !== "tiny" ? (
            <Link key="m" to="/p/$project/models/$model" params={{ project, model: target.model.split("@")[0] ?? "" }} className={css.link}>
              {target.model}
            </Link>
          ) : (
            target.model
          ),
        ],
        ["By", KINDS[target.kind]],
        ...(target.kind === "engine"
          ? [["Decodes together", `${target.rows} sequences a replica`] as [string, string]]
          : [
              ["Address", <code key="u">{target.url}</code>] as [string, React.ReactNode],
              ["Secret", target.secret ? <code key="s">{target.secret}</code> : "none"] as [string, React.ReactNode],
            ]),
        [
          "Called as",
          calls.length ? (
            <span key="c" className={page.acts}>
              {calls.map((one) => (
                <Link
                  key={one.id}
                  to="/p/$project/aliases/$alias/{-$tab}"
                  params={{ project, alias: one.name }}
                  className={css.link}
                >{`${project}/${one.name}`}</Link>
              ))}
            </span>
          ) : (
            <Link key="c" to="/p/$project/aliases" params={{ project }} search={{ view: "new", to: deployment.name }} className={css.link}>
              Give it a name that apps can call
            </Link>
          ),
        ],
        [
          "Price",
          prices.hour_usd
            ? `$${number(prices.hour_usd)} an hour of a replica`
            : told.length
              ? `${told.join(", ")}, a million tokens`
              : "not said",
        ],
        ...(deployment.weights ? [["Weights", <Id key="w" id={deployment.weights} full />] as [string, React.ReactNode]] : []),
        ...(deployment.template ? [["Chat template", <Id key="t" id={deployment.template} full />] as [string, React.ReactNode]] : []),
        ["Made", <When key="at" at={deployment.created_at} />],
        ["Id", <Id key="i" id={deployment.id} full />],
      ]}
    />
  );
}

function ReplicaLogs({ project, deployment }: { project: string; deployment: Deployment }) {
  const { data, error, isPending } = useQuery(deploymentLogsQuery(project, deployment.name));
  const said = (data ?? []).filter((one) => one.lines.length > 0);
  return (
    <Section title="What they said" said="the last 500 lines of each replica">
      {error ? <Failure error={error} /> : null}
      {isPending ? <BlockSkeleton height={96} /> : null}
      {data && said.length === 0 ? <Quiet>Nothing was said yet, or it was said on another machine.</Quiet> : null}
      {said.map((one) => (
        <div key={one.replica}>
          {said.length > 1 ? <h3 className={part.muted}>Replica {one.number}</h3> : null}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
          <pre className={own.log} tabIndex={0} role="log" aria-live="off" aria-label={`What replica ${one.number} said`}>
            {one.lines.join("\n")}
          </pre>
        </div>
      ))}
    </Section>
  );
}
