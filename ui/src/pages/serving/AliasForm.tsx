// AliasForm: shares, fallbacks, prompt, parameters and limits of an alias; nobody's change is overwritten unseen.
import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import type { Tagged } from "@/api/client";
import { type FieldProblem, Overtaken, Problem } from "@/api/problem";
import { deploymentsQuery, useChangeAlias } from "@/api/queries/serving";
import type { Alias } from "@/api/types";
import { Button, IconButton } from "@/parts/Button";
import { Failure } from "@/parts/Failure";
import { Complaint, SchemaFields } from "@/parts/form/SchemaFields";
import { TextField } from "@/parts/form/TextField";
import { percent } from "@/parts/format";
import { tell } from "@/parts/Notices";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { Stale } from "@/parts/Stale";
import { useMay } from "../may";
import css from "../pages.module.css";
import runs from "../runs/runs.module.css";
import { type ArgumentType, argumentsOf, type Draft, draftOf, readDraft } from "./draft";
import { SETTINGS } from "./forms";
import { Prompt } from "./Prompt";
import { pointed } from "./serves";
import own from "./serving.module.css";

interface Part {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  problems: readonly FieldProblem[];
}

export function AliasForm({ project, opened }: { project: string; opened: Tagged<Alias> }) {
  const may = useMay(project);
  const save = useChangeAlias(project, opened.value.name);
  const [base, setBase] = useState(opened);
  const [draft, setDraft] = useState(() => draftOf(opened.value));
  const [tried, setTried] = useState(false);
  const reading = readDraft(draft);
  const overtaken = save.error instanceof Overtaken ? save.error : undefined;
  const problem = save.error && !overtaken ? Problem.from(save.error) : undefined;
  const problems = [...(tried ? reading.problems : []), ...(problem?.fields ?? [])];
  const change = (next: Partial<Draft>) => {
    setDraft({ ...draft, ...next });
    if (problem) save.reset();
  };
  const same = JSON.stringify(draft) === JSON.stringify(draftOf(base.value));
  const submit = () => {
    setTried(true);
    if (reading.problems.length > 0) return;
    save.mutate(
      { base, changes: reading.changes },
      {
        onSuccess: (now) => {
          setBase(now);
          setDraft(draftOf(now.value));
          setTried(false);
          tell(`${now.value.name} is version ${now.value.version}`, `${pointed(now.value.shares)} answers from within a second on.`);
        },
      },
    );
  };
  const theirs = overtaken?.theirs as Tagged<Alias> | undefined;
  const settle = (mine: boolean) => {
    if (theirs) setBase(theirs);
    if (theirs && !mine) setDraft(draftOf(theirs.value));
    save.reset();
  };
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Section title="What answers" said="an episode stays with the deployment that it began with">
        <ShareRows project={project} draft={draft} onChange={change} problems={problems} />
      </Section>
      <Section title="Prompt" said="in front of every request; {name} is replaced by the request's argument of that name">
        <PromptEditor draft={draft} onChange={change} problems={problems} />
      </Section>
      <Section title="How it answers">
        <SchemaFields
          fields={SETTINGS}
          values={draft.settings}
          onChange={(settings) => change({ settings })}
          problems={problems}
          path="settings"
        />
      </Section>
      <Section title="What it is for">
        <div className={css.short}>
          <TextField
            label="In words"
            autoComplete="off"
            maxLength={1000}
            value={draft.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        </div>
      </Section>
      {overtaken ? (
        <Stale
          title={theirs ? "Somebody else changed this alias meanwhile." : "Somebody else removed this alias meanwhile."}
          onTheirs={() => settle(false)}
          onMine={() => settle(true)}
        >
          {theirs ? `It is version ${theirs.value.version} now, and ${pointed(theirs.value.shares)} answers.` : "It is gone."}
        </Stale>
      ) : null}
      {problem ? <Failure error={problem} /> : null}
      <div className={runs.sticky}>
        <Button kind="primary" type="submit" disabled={save.isPending || same || Boolean(overtaken) || !may("deployments.write")}>
          Save as version {base.value.version + 1}
        </Button>
        {same ? null : (
          <Button kind="ghost" onClick={() => setDraft(draftOf(base.value))}>
            Take back
          </Button>
        )}
        <span className={part.muted}>
          {tried && reading.problems.length > 0
            ? `${reading.problems.length === 1 ? "One field needs" : `${reading.problems.length} fields need`} another value.`
            : same
              ? "Nothing is changed yet."
              : "Gateways follow within a second; requests under way end as they began."}
        </span>
      </div>
    </form>
  );
}

function ShareRows({ project, draft, onChange, problems }: Part & { project: string }) {
  const { data: deployments = [] } = useQuery(deploymentsQuery(project));
  const names = deployments.map((one) => one.name);
  const whole = draft.shares.reduce((sum, one) => sum + (Number(one.weight) || 0), 0);
  const put = (index: number, change: Partial<Draft["shares"][number]>) =>
    onChange({ shares: draft.shares.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  const free = names.find((name) => !draft.shares.some((one) => one.deployment === name) && !draft.fallbacks.includes(name));
  return (
    <div className={`${own.rows} ${css.short}`} data-field="shares">
      {draft.shares.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a share is known by its place alone
        <div key={index}>
          <div className={own.row}>
            <DeploymentChoice
              label={`Deployment ${index + 1}`}
              value={one.deployment}
              names={names}
              onChange={(deployment) => put(index, { deployment })}
            />
            <input
              className={part.input}
              aria-label={`Weight of ${one.deployment || `deployment ${index + 1}`}`}
              inputMode="decimal"
              value={one.weight}
              onChange={(event) => put(index, { weight: event.target.value })}
            />
            <span className={own.figure}>{whole > 0 && Number(one.weight) > 0 ? percent(Number(one.weight) / whole) : ""}</span>
            <IconButton
              label={`Remove ${one.deployment || `deployment ${index + 1}`}`}
              disabled={draft.shares.length === 1}
              onClick={() => onChange({ shares: draft.shares.filter((_, at) => at !== index) })}
            >
              <X size={14} aria-hidden />
            </IconButton>
          </div>
          <Complaints problems={problems} path={`shares.${index}`} />
        </div>
      ))}
      <Complaints problems={problems} path="shares" />
      {draft.fallbacks.map((name, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fallback is known by its place alone
        <div key={index} className={own.row}>
          <DeploymentChoice
            label={`Fallback ${index + 1}`}
            value={name}
            names={names}
            onChange={(next) => onChange({ fallbacks: draft.fallbacks.map((one, at) => (at === index ? next : one)) })}
          />
          <span className={part.muted}>fallback {draft.fallbacks.length > 1 ? index + 1 : ""}</span>
          <span />
          <IconButton
            label={`Remove fallback ${name || index + 1}`}
            onClick={() => onChange({ fallbacks: draft.fallbacks.filter((_, at) => at !== index) })}
          >
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
      <Complaints problems={problems} path="fallbacks" />
      <div>
        <Button small kind="ghost" onClick={() => onChange({ shares: [...draft.shares, { deployment: free ?? "", weight: "1" }] })}>
          <Plus size={14} aria-hidden />
          Share the traffic
        </Button>
        <Button small kind="ghost" onClick={() => onChange({ fallbacks: [...draft.fallbacks, free ?? ""] })}>
          <Plus size={14} aria-hidden />
          Fallback
        </Button>
      </div>
    </div>
  );
}

function DeploymentChoice({
  label,
  value,
  names,
  onChange,
}: {
  label: string;
  value: string;
  names: readonly string[];
  onChange: (name: string) => void;
}) {
  return (
    <select className={part.input} aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {value === "" ? <option value="">choose …</option> : null}
      {value === "" || names.includes(value) ? null : <option value={value}>{value}</option>}
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

const TYPES: { value: ArgumentType; label: string }[] = [
  { value: "string", label: "text" },
  { value: "number", label: "number" },
  { value: "integer", label: "whole number" },
  { value: "boolean", label: "yes or no" },
];

function PromptEditor({ draft, onChange, problems }: Part) {
  const id = useId();
  const named = argumentsOf(draft);
  return (
    <div className={own.pair}>
      <div className={own.rows} data-field="settings.prompt.text">
        <label htmlFor={id} className="unseen">
          Text of the prompt
        </label>
        <textarea
          id={id}
          rows={9}
          className={`${part.input} ${part.mono} ${own.prompt}`}
          spellCheck={false}
          placeholder="You are the agent of a supply desk. The customer is called {name} …"
          value={draft.prompt}
          onChange={(event) => onChange({ prompt: event.target.value })}
        />
        <Complaints problems={problems} path="settings.prompt.text" />
      </div>
      <div className={own.rows}>
        {draft.prompt.trim() === "" ? (
          <p className={part.muted}>
            Without a prompt, requests go on as they come. With one, what is recorded is still the request before its prompt, so that it can
            be put to another prompt later.
          </p>
        ) : (
          <>
            <Prompt prompt={{ text: draft.prompt, arguments: {} }} />
            {named.map(([name, type]) => (
              <div key={name} className={`${own.row} ${own.argument}`}>
                <code>{name}</code>
                <select
                  className={part.input}
                  aria-label={`Type of ${name}`}
                  value={type}
                  onChange={(event) => onChange({ types: { ...draft.types, [name]: event.target.value as ArgumentType } })}
                >
                  {TYPES.map((one) => (
                    <option key={one.value} value={one.value}>
                      {one.label}
                    </option>
                  ))}
                </select>
                <span />
              </div>
            ))}
            {named.length === 0 ? <p className={part.muted}>It takes no arguments.</p> : null}
          </>
        )}
      </div>
    </div>
  );
}

function Complaints({ problems, path }: { problems: readonly FieldProblem[]; path: string }) {
  return problems
    .filter((problem) => problem.path === path || (problem.path.startsWith(`${path}.`) && path.includes(".")))
    .map((problem) => <Complaint key={problem.path + problem.message}>{problem.message}</Complaint>);
}
