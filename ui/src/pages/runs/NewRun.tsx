// NewRun: a form from the recipe's own schema; beside it, the same run as code, with only what differs from the defaults.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { type FieldProblem, Problem } from "@/api/problem";
import { datasetsQuery } from "@/api/queries/datasets";
import { modelsQuery } from "@/api/queries/models";
import { envsQuery, recipesQuery, runFormQuery } from "@/api/queries/recipes";
import { runQuery, useNewRun } from "@/api/queries/runs";
import type { Recipe, Run, RunRequest } from "@/api/types";
import { Button } from "@/parts/Button";
import { Ways } from "@/parts/Code";
import { Failure } from "@/parts/Failure";
import { type Choices, SchemaFields } from "@/parts/form/SchemaFields";
import { type Field, fieldsOf, type JsonSchema } from "@/parts/form/schema";
import { initial, type Raws, read } from "@/parts/form/values";
import { Page, Section } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import css from "../pages.module.css";
import { type Asked, newRunWays } from "../ways";
import { REQUEST } from "./request";
import own from "./runs.module.css";

const route = getRouteApi("/inside/p/$project/runs/new");

export default function NewRun() {
  const { project } = route.useParams();
  const { from } = route.useSearch();
  const recipes = useQuery(recipesQuery(project));
  const parent = useQuery({ ...runQuery(project, from ?? ""), enabled: from !== undefined, refetchInterval: false });
  const ready = recipes.data && (from === undefined || parent.data);
  return (
    <Page title={parent.data ? `Clone of ${parent.data.name}` : "New run"}>
      {recipes.error ? <Failure error={recipes.error} retry={() => void recipes.refetch()} /> : null}
      {parent.error ? <Failure error={parent.error} /> : null}
      {ready && recipes.data ? (
        <RunForm key={from ?? ""} project={project} recipes={recipes.data} parent={parent.data} />
      ) : (
        <BlockSkeleton height={320} />
      )}
    </Page>
  );
}

type Group = "inputs" | "config" | "options" | "resources" | "more";

/** What the form begins with: the parent's spec, or nothing but defaults. */
function given(parent: Run | undefined, asked: Record<string, string | undefined>): Record<Group, Record<string, unknown>> {
  const spec = parent?.spec;
  const inputs = spec
    ? { model: spec.model.name, env: spec.env ?? undefined, dataset: spec.dataset?.name, longest: spec.dataset?.longest, seed: spec.seed }
    : Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return {
    inputs,
    config: spec?.config ?? {},
    options: { ...spec?.options },
    resources: { ...spec?.resources },
    more: parent ? { priority: parent.priority, max_attempts: parent.max_attempts, tags: parent.tags } : {},
  };
}

function RunForm({ project, recipes, parent }: { project: string; recipes: Recipe[]; parent: Run | undefined }) {
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/runs/new" });
  const make = useNewRun(project);
  const choices = useChoices(project);
  const name = search.recipe ?? parent?.spec.recipe ?? recipes[0]?.name ?? "";
  const recipe = recipes.find((one) => one.name === name);
  const { model, dataset } = search;
  const begin = useMemo(() => given(parent, { model, dataset }), [parent, model, dataset]);
  const groups = useGroups(recipe);
  const [typed, type] = useState<Partial<Record<string, Raws>>>({});
  const [tried, setTried] = useState(false);
  const key = (group: Group) => (group === "config" ? `config ${name}` : group);
  const values = (group: Group) => typed[key(group)] ?? initial(groups[group], begin[group]);
  const readings = Object.fromEntries(
    (Object.keys(groups) as Group[]).map((group) => [group, read(groups[group], values(group), prefix(group))]),
  ) as Record<Group, ReturnType<typeof read>>;
  const asked = request(name, readings);
  const wrong = Object.values(readings).flatMap((reading) => reading.problems);
  const problem = make.error ? Problem.from(make.error) : undefined;
  const problems = [...(tried ? wrong : []), ...(problem ? said(problem) : [])];
  useFirstProblem(make.failureCount, problems);
  const fields = (group: Group) => (
    <SchemaFields
      fields={groups[group]}
      values={values(group)}
      onChange={(next) => {
        type({ ...typed, [key(group)]: next });
        if (make.error) make.reset();
      }}
      problems={problems}
      path={prefix(group)}
      choices={choices}
    />
  );
  const submit = () => {
    setTried(true);
    if (wrong.length > 0) return;
    make.mutate(asked as RunRequest, {
      onSuccess: (run) => void go({ to: "/p/$project/runs/$run/{-$tab}", params: { project, run: run.id } }),
    });
  };
  return (
    <form
      className={own.split}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={css.form}>
        <Section title="Recipe">
          <RecipeChoice
            recipes={recipes}
            value={name}
            onChange={(next) => void go({ search: (before) => ({ ...before, recipe: next }), replace: true })}
          />
        </Section>
        <Section title="What it works on">{fields("inputs")}</Section>
        <Section title="How it learns" said={recipe ? `${groups.config.length} fields, every default usable` : undefined}>
          {fields("config")}
        </Section>
        <Fold
          title="What every run has"
          said="checkpoints, budgets, alarms, early stopping"
          open={touched(begin.options) || problems.some((one) => one.path.startsWith("options"))}
        >
          {fields("options")}
        </Fold>
        <Fold title="Where it runs" said="cores, memory, GPUs" open={problems.some((one) => one.path.startsWith("resources"))}>
          {fields("resources")}
        </Fold>
        <Fold title="Name, priority, tags" open={problems.some((one) => groups.more.some((field) => one.path.startsWith(field.name)))}>
          {fields("more")}
        </Fold>
        {problem ? <Failure error={problem} /> : null}
        <div className={own.sticky}>
          <Button kind="primary" type="submit" disabled={make.isPending}>
            Start run
          </Button>
          {tried && wrong.length > 0 ? (
            <span>{wrong.length === 1 ? "One field needs" : `${wrong.length} fields need`} another value.</span>
          ) : null}
        </div>
      </div>
      <aside className={own.aside} aria-label="The same as code">
        <h2>The same as code</h2>
        <Ways ways={newRunWays(project, asked)} />
      </aside>
    </form>
  );
}

/** Problems of the API under the names that the form's fields have. */
function said(problem: Problem): FieldProblem[] {
  if (problem.fields.length > 0) return problem.fields;
  return problem.where ? [{ path: problem.where.replace(/^(body\.)?/, ""), message: problem.message }] : [];
}

function touched(values: Record<string, unknown>): boolean {
  return Object.keys(values).length > 0;
}

function prefix(group: Group): string {
  return group === "inputs" || group === "more" ? "" : group;
}

/** The request, with only what a person would write. */
function request(recipe: string, readings: Record<Group, ReturnType<typeof read>>): Asked {
  const { inputs, config, options, resources, more } = readings;
  const env = inputs.chosen.env as Record<string, unknown> | undefined;
  const body: Record<string, unknown> = {
    recipe,
    ...more.chosen,
    ...inputs.chosen,
    config: config.chosen,
    options: options.chosen,
    resources: resources.chosen,
  };
  if (env && !env.name) delete body.env;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "" && value !== null && value !== undefined)) as Asked;
}

function useGroups(recipe: Recipe | undefined): Record<Group, Field[]> {
  const { data: form } = useQuery(runFormQuery);
  return useMemo(() => {
    const needs = new Set(recipe?.needs ?? []);
    const all = fieldsOf(REQUEST);
    const pick = (...names: string[]) => names.flatMap((name) => all.filter((field) => field.name === name));
    const required = (fields: Field[]) => fields.map((field) => ({ ...field, required: true, nullable: false }));
    return {
      inputs: [
        ...pick("model"),
        ...(needs.has("env") ? required(pick("env")) : []),
        ...(needs.has("examples") ? [...required(pick("dataset")), ...pick("longest")] : []),
        ...pick("seed"),
      ],
      config: recipe ? fieldsOf(recipe.config_schema) : [],
      options: form ? fieldsOf(form.options as JsonSchema) : [],
      resources: form ? fieldsOf(form.resources as JsonSchema) : [],
      more: pick("name", "priority", "max_attempts", "tags"),
    };
  }, [recipe, form]);
}

function useChoices(project: string): Choices {
  const { data: models = [] } = useQuery(modelsQuery(project));
  const { data: envs = [] } = useQuery(envsQuery(project));
  const { data: datasets = [] } = useQuery(datasetsQuery(project));
  return useMemo(() => {
    const plain = (value: string) => ({ value, label: value });
    return {
      model: [{ value: "tiny", label: "tiny (embedded)" }, ...models.filter((one) => one.current !== null).map((one) => plain(one.name))],
      env: envs.map((one) => plain(one.name)),
      dataset: datasets.map((one) => plain(one.name)),
    };
  }, [models, envs, datasets]);
}

/** After a refusal, the first field that is wrong comes into sight and has the focus. */
function useFirstProblem(failures: number, problems: readonly FieldProblem[]): void {
  const first = problems[0]?.path;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    if (failures === 0 || first === undefined) return;
    const row = document.querySelector(`[data-field="${CSS.escape(first)}"]`);
    row?.closest("details")?.setAttribute("open", "");
    row?.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
  }, [failures]);
}

function RecipeChoice({ recipes, value, onChange }: { recipes: Recipe[]; value: string; onChange: (name: string) => void }) {
  return (
    <fieldset className={own.recipes}>
      <legend className="unseen">Recipe</legend>
      {recipes.map((recipe) => (
        <label key={recipe.name} className={own.recipe}>
          <input type="radio" className="unseen" name="recipe" checked={recipe.name === value} onChange={() => onChange(recipe.name)} />
          <b>{recipe.name}</b>
          <span>{recipe.caption}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Fold({ title, said: about, open, children }: { title: string; said?: string; open: boolean; children: ReactNode }) {
  return (
    <details className={own.fold} open={open || undefined}>
      <summary>
        <ChevronRight size={14} aria-hidden />
        <h2>{title}</h2>
        {about ? <span>{about}</span> : null}
      </summary>
      {children}
    </details>
  );
}
