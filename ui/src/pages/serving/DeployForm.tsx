// DeployForm: serve a version of the registry, or connect a server elsewhere; or change what a deployment serves.
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Tagged } from "@/api/client";
import { Overtaken, Problem } from "@/api/problem";
import { secretsQuery } from "@/api/queries/access";
import { modelsQuery } from "@/api/queries/models";
import { deploymentQuery, useChangeDeployment, useDeploy, useNewAlias } from "@/api/queries/serving";
import type { Deployment, Prices, Target } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { type Choices, SchemaFields } from "@/parts/form/SchemaFields";
import { Stack, TextField } from "@/parts/form/TextField";
import { initial, type Raws, read } from "@/parts/form/values";
import { tell } from "@/parts/Notices";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Stale } from "@/parts/Stale";
import { useMay } from "../may";
import { slug } from "../Projects";
import runs from "../runs/runs.module.css";
import { PRICES, TARGETS } from "./forms";
import { serves } from "./serves";
import own from "./serving.module.css";

type Kind = Target["kind"];

const KINDS: { kind: Kind; name: string; about: string }[] = [
  { kind: "engine", name: "A model of the registry", about: "Weights of this project, on our own engine" },
  { kind: "openai", name: "OpenAI-compatible", about: "vLLM, a provider, another gateway" },
  { kind: "anthropic", name: "Anthropic", about: "Its API, or what speaks it" },
];

/** A new deployment; with `changes`, the name of the one to change. */
export function DeployForm({
  project,
  changes,
  model,
  onClose,
}: {
  project: string;
  changes?: string;
  model?: string | undefined;
  onClose: () => void;
}) {
  const asked = useQuery({ ...deploymentQuery(project, changes ?? ""), enabled: changes !== undefined, refetchInterval: false, gcTime: 0 });
  const title = changes ? `Change ${changes}` : "Deploy";
  return (
    <Dialog title={title} open wide onClose={onClose}>
      {asked.error && !asked.data ? <Failure error={asked.error} /> : null}
      {changes === undefined || asked.data ? (
        <Form project={project} opened={asked.data} model={model} onClose={onClose} />
      ) : asked.error ? null : (
        <BlockSkeleton height={240} />
      )}
    </Dialog>
  );
}

function Form({
  project,
  opened,
  model,
  onClose,
}: {
  project: string;
  opened: Tagged<Deployment> | undefined;
  model: string | undefined;
  onClose: () => void;
}) {
  const before = opened?.value;
  const choices = useChoices(project);
  const [base, setBase] = useState(opened);
  const [kind, setKind] = useState<Kind>(before?.target.kind ?? "engine");
  const [name, setName] = useState("");
  const [named, setNamed] = useState(false);
  const [description, setDescription] = useState(before?.description ?? "");
  const [targets, setTargets] = useState<Partial<Record<Kind, Raws>>>(
    before ? { [before.target.kind]: initial(TARGETS[before.target.kind], before.target as unknown as Record<string, unknown>) } : {},
  );
  const [prices, setPrices] = useState<Raws>(initial(PRICES, before ? ({ ...before.prices } as Record<string, unknown>) : {}));
  const [tried, setTried] = useState(false);
  const values = targets[kind] ?? initial(TARGETS[kind], kind === "engine" && model ? { model } : {});
  const target = read(TARGETS[kind], values, "target");
  const priced = read(PRICES, prices, "prices");
  const wrong = [...target.problems, ...priced.problems];
  const save = useSave(project, before?.name, kind);
  const overtaken = save.error instanceof Overtaken ? save.error : undefined;
  const problem = save.error && !overtaken ? Problem.from(save.error) : undefined;
  const places = problem
    ? problem.fields.length
      ? problem.fields
      : [{ path: problem.where.replace(/^(body\.)?/, ""), message: problem.message }]
    : [];
  const shown = [...(tried ? wrong : []), ...places];
  const suggested = slug(String(values.model ?? "").split(/[@/]/)[kind === "engine" ? 0 : -1] ?? String(values.model ?? ""));
  const called = (named ? name : name || suggested || slug(String(values.model ?? ""))).replace(/-+$/, "");
  const submit = () => {
    setTried(true);
    if (wrong.length > 0 || (!before && called === "")) return;
    const body = { target: { kind, ...target.value } as Target, prices: priced.value as Prices, description };
    save.run({ name: called, ...body, base }, onClose);
  };
  const theirs = overtaken?.theirs as Tagged<Deployment> | undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        {before ? null : (
          <fieldset className={`${runs.recipes} ${own.kinds}`}>
            <legend className="unseen">What answers</legend>
            {KINDS.map((one) => (
              <label key={one.kind} className={runs.recipe}>
                <input type="radio" className="unseen" name="kind" checked={one.kind === kind} onChange={() => setKind(one.kind)} />
                <b>{one.name}</b>
                <span>{one.about}</span>
              </label>
            ))}
          </fieldset>
        )}
        <SchemaFields
          fields={TARGETS[kind]}
          values={values}
          onChange={(next) => setTargets({ ...targets, [kind]: next })}
          problems={shown}
          path="target"
          choices={choices}
        />
        {before ? null : (
          <TextField
            label="Name"
            about="Lower-case letters, digits and dashes. An alias of this name is made too, where there is none: apps call that."
            autoComplete="off"
            value={called}
            problem={problem?.at("name") ?? (tried && called === "" ? "is needed" : undefined)}
            onChange={(event) => {
              setNamed(true);
              setName(slug(event.target.value));
            }}
          />
        )}
        <details className={runs.fold} open={shown.some((one) => one.path.startsWith("prices")) || undefined}>
          <summary>
            <h2>Prices and description</h2>
            <span>what costs are counted by</span>
          </summary>
          <Stack>
            <SchemaFields fields={PRICES} values={prices} onChange={setPrices} problems={shown} path="prices" />
            <TextField
              label="What it is"
              autoComplete="off"
              maxLength={1000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          </Stack>
        </details>
        {before?.target.kind === "engine" ? (
          <p className={part.muted}>Other weights are up before those that serve now are stopped.</p>
        ) : null}
        {overtaken ? (
          <Stale
            title={theirs ? "Somebody else changed this deployment meanwhile." : "Somebody else removed this deployment meanwhile."}
            onTheirs={() => {
              setBase(theirs);
              if (theirs) setTargets({ [kind]: initial(TARGETS[kind], theirs.value.target as unknown as Record<string, unknown>) });
              save.reset();
            }}
            onMine={() => {
              setBase(theirs);
              save.reset();
            }}
          >
            {theirs ? `It serves ${serves(theirs.value.target)} now.` : "It is gone."}
          </Stale>
        ) : null}
        {problem && !problem.at("name") ? <Failure error={problem} /> : null}
        <Actions>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="primary" type="submit" disabled={save.isPending || Boolean(overtaken)}>
            {before ? "Change" : "Deploy"}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

interface Asked {
  name: string;
  target: Target;
  prices: Prices;
  description: string;
  base: Tagged<Deployment> | undefined;
}

/** Make or change; a new one gets an alias of its name, where that is free. */
function useSave(project: string, changes: string | undefined, kind: Kind) {
  const may = useMay(project);
  const make = useDeploy(project);
  const change = useChangeDeployment(project, changes ?? "");
  const alias = useNewAlias(project);
  const one = changes === undefined ? make : change;
  return {
    error: one.error,
    isPending: one.isPending,
    reset: () => one.reset(),
    run: ({ name, base, ...body }: Asked, done: () => void) => {
      if (changes !== undefined && base) {
        change.mutate({ ...body, base }, { onSuccess: done });
        return;
      }
      make.mutate(
        { name, ...body },
        {
          onSuccess: async (made) => {
            done();
            const called = may("deployments.write") && (await named(alias.mutateAsync, made.name));
            const how = kind === "engine" ? "Its replicas are starting." : "It answers as soon as it is called.";
            tell(`${made.name} is deployed`, called ? `${how} Apps call it by ${project}/${made.name}.` : how);
          },
        },
      );
    },
  };
}

/** Give it an alias of its own name; one that is there already stays as it is. */
async function named(make: ReturnType<typeof useNewAlias>["mutateAsync"], name: string): Promise<boolean> {
  try {
    await make({ name, shares: [{ deployment: name, weight: 1 }], fallbacks: [], description: "" });
    return true;
  } catch (error) {
    if (Problem.from(error).status === 409) return false;
    throw error;
  }
}

function useChoices(project: string): Choices {
  const may = useMay(project);
  const { data: models = [] } = useQuery(modelsQuery(project));
  const { data: secrets = [] } = useQuery({ ...secretsQuery(project), enabled: may("secrets.read") });
  return useMemo(() => {
    const versions = models.flatMap((model) =>
      model.versions
        .filter((version) => version.status === "ready")
        .map((version) => {
          const value = `${model.name}@${version.number}`;
          return { value, label: version.number === model.current ? `${value} (current)` : value };
        }),
    );
    return {
      model: [{ value: "tiny", label: "tiny (embedded)" }, ...versions],
      secret: secrets.map((one) => ({ value: one.name, label: one.name })),
    };
  }, [models, secrets]);
}
