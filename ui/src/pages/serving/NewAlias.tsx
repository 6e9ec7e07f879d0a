// NewAlias: a name that apps can call, and the deployment that answers; all the rest has defaults, and a page of its own.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { deploymentsQuery, useNewAlias } from "@/api/queries/serving";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { BlockSkeleton } from "@/parts/Skeleton";
import { slug } from "../Projects";
import css from "../pages.module.css";
import { serves } from "./serves";

export function NewAlias({ project, to, onClose }: { project: string; to: string | undefined; onClose: () => void }) {
  const go = useNavigate();
  const make = useNewAlias(project);
  const { data: deployments, error } = useQuery(deploymentsQuery(project));
  const [name, setName] = useState(to ?? "");
  const [chosen, choose] = useState(to);
  const [description, setDescription] = useState("");
  const problem = make.error ? Problem.from(make.error) : undefined;
  const deployment = chosen ?? deployments?.[0]?.name;
  const submit = () => {
    if (!deployment) return;
    const body = { name: name.replace(/-+$/, ""), shares: [{ deployment, weight: 1 }], fallbacks: [], description };
    make.mutate(body, {
      onSuccess: (alias) => void go({ to: "/p/$project/aliases/$alias/{-$tab}", params: { project, alias: alias.name } }),
    });
  };
  return (
    <Dialog title="New alias" open onClose={onClose}>
      {error ? <Failure error={error} /> : null}
      {deployments ? null : error ? null : <BlockSkeleton height={160} />}
      {deployments?.length === 0 ? (
        <>
          <p>
            An alias points at a deployment, and there is none yet.{" "}
            <Link to="/p/$project/deployments" params={{ project }} search={{ view: "deploy" }} className={css.link}>
              Deploy a model first
            </Link>
            : an alias of its name is made with it.
          </p>
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
          </Actions>
        </>
      ) : null}
      {deployments?.length ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack>
            <TextField
              label="Name"
              about={`Apps call it by ${project}/${name || "…"}.`}
              autoFocus
              required
              autoComplete="off"
              value={name}
              problem={problem?.at("name")}
              onChange={(event) => setName(slug(event.target.value))}
            />
            <ChoiceField
              label="What answers"
              about="Shares, fallbacks, a prompt and limits are set on the alias's own page."
              value={deployment}
              options={deployments.map((one) => ({ value: one.name, label: `${one.name} · ${serves(one.target)}` }))}
              onChange={(event) => choose(event.target.value)}
            />
            <TextField
              label="What it is for"
              autoComplete="off"
              maxLength={1000}
              value={description}
              problem={problem?.at("description")}
              onChange={(event) => setDescription(event.target.value)}
            />
            {problem && !problem.at("name") && !problem.at("description") ? <Failure error={problem} /> : null}
            <Actions>
              <Button onClick={onClose}>Leave it</Button>
              <Button kind="primary" type="submit" disabled={make.isPending || name === ""}>
                Make alias
              </Button>
            </Actions>
          </Stack>
        </form>
      ) : null}
    </Dialog>
  );
}
