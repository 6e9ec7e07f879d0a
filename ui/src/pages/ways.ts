// Ways: the same act in Python, on the command line, and with curl, with the project's real names.
import type { Way } from "@/parts/Code";

type Ways = Partial<Record<Way, string>>;

const KEY = '-H "Authorization: Bearer $BURNISH_API_KEY"';

function origin(): string {
  return globalThis.location?.origin ?? "http://127.0.0.1:7070";
}

/** JSON as Python writes it: True, None, and keys in quotes. */
export function python(value: unknown, indent = ""): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  const deeper = `${indent}    `;
  if (Array.isArray(value)) return value.length ? `[${value.map((one) => python(one, deeper)).join(", ")}]` : "[]";
  const rows = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${python(inner, deeper)}`);
  const short = `{${rows.join(", ")}}`;
  return short.length <= 60 ? short : `{\n${rows.map((row) => `${deeper}${row},`).join("\n")}\n${indent}}`;
}

/** Text as one word of a shell. */
export function shell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function post(path: string, body: unknown): string {
  const text = JSON.stringify(body, null, 2);
  const sent = text.length <= 72 ? JSON.stringify(body) : text;
  return `curl -X POST ${origin()}/api/v1${path} \\\n  ${KEY} \\\n  -H "Content-Type: application/json" \\\n  -d ${shell(sent)}`;
}

const client = (project?: string) =>
  `from burnish import Client\n\nclient = Client(${JSON.stringify(origin())}${project ? `, project=${JSON.stringify(project)}` : ""})`;

export function newProjectWays(name: string): Ways {
  return {
    Python: `${client()}\nclient.projects.create(${JSON.stringify(name)})`,
    CLI: `burnish projects create ${shell(name)}`,
    curl: post("/projects", { name }),
  };
}

function put(path: string, body: unknown): string {
  return post(path, body).replace("curl -X POST", "curl -X PUT");
}

export function newTeamWays(name: string): Ways {
  return {
    Python: `${client()}\nclient.teams.create(${JSON.stringify(name)})\nclient.teams.set_member(${JSON.stringify(name)}, "ann@example.org", "developer")`,
    CLI: `burnish teams create ${shell(name)}\nburnish teams set-member ${shell(name)} ann@example.org developer`,
    curl: post("/teams", { name }),
  };
}

export function teamMemberWays(team: string): Ways {
  return {
    Python: `${client()}\nclient.teams.set_member(${JSON.stringify(team)}, "ann@example.org", "developer")`,
    CLI: `burnish teams set-member ${shell(team)} ann@example.org developer`,
    curl: put(`/teams/${team}/members/ann@example.org`, { role: "developer" }),
  };
}

/** Share a project with a team. */
export function shareWays(team: string, project: string): Ways {
  return {
    Python: `${client()}\nclient.projects.share(${JSON.stringify(project)}, ${JSON.stringify(team)})`,
    CLI: `burnish teams share ${shell(team)} ${shell(project)}`,
    curl: `curl -X PUT ${origin()}/api/v1/projects/${project}/teams/${team} \\\n  ${KEY}`,
  };
}

export function roleWays(name: string, permissions: readonly string[], description: string): Ways {
  const about = description ? `, ${JSON.stringify(description)}` : "";
  const said = description ? ` --description ${shell(description)}` : "";
  return {
    CLI: `burnish roles set ${[name, ...permissions].map(shell).join(" \\\n  ")}${said}`,
    Python: `${client()}\nclient.roles.set(${JSON.stringify(name)}, [\n${permissions.map((one) => `    ${JSON.stringify(one)},\n`).join("")}]${about})`,
    curl: put(`/roles/${name}`, { permissions, description }),
  };
}

/** A limit of a project, or of the team that is named. */
export function quotaWays(whose: { project: string } | { team: string }): Ways {
  const of = "project" in whose ? whose.project : whose.team;
  const team = "team" in whose ? `, team=${JSON.stringify(of)}` : "";
  return {
    CLI: `burnish quotas set run_hours day 24 --${"project" in whose ? "project" : "team"} ${shell(of)}`,
    Python: `${client("project" in whose ? of : undefined)}\nclient.quotas.set("run_hours", "day", 24${team})`,
    curl: put(`/${"project" in whose ? "projects" : "teams"}/${of}/quotas/run_hours/day`, { most: 24 }),
  };
}

export interface Asked {
  recipe: string;
  config?: Record<string, unknown>;
  options?: Record<string, unknown>;
  resources?: Record<string, unknown>;
  [field: string]: unknown;
}

/** A new run, with only what differs from the defaults. */
export function newRunWays(project: string, asked: Asked): Ways {
  const body = Object.fromEntries(Object.entries(asked).filter(([, value]) => !nothing(value))) as Asked;
  const { recipe, ...rest } = body;
  const args = Object.entries(rest).map(([name, value]) => `    ${name}=${name === "env" ? envPython(value) : python(value, "    ")},\n`);
  const scenes = typeof rest.env === "object" && Object.keys(rest.env ?? {}).length > 1;
  const imports = scenes ? "from burnish.core.runs import EnvRef\n" : "";
  return {
    Python: `${imports}${client(project)}\nrun = client.runs.create(\n    ${JSON.stringify(recipe)},\n${args.join("")})\nclient.runs.wait(run)`,
    CLI: [`burnish runs create ${shell(recipe)} --project ${shell(project)}`, ...flags(rest), "--watch"].join(" \\\n  "),
    curl: post(`/projects/${project}/runs`, body),
  };
}

/** An env by its name alone, or with which of its scenarios. */
function envPython(env: unknown): string {
  const fields = Object.entries(env as Record<string, unknown>);
  return fields.length === 1 ? python(fields[0]?.[1]) : `EnvRef(${fields.map(([name, value]) => `${name}=${python(value)}`).join(", ")})`;
}

const flag = (name: string, value: unknown) =>
  `--${name.replaceAll("_", "-")} ${shell(typeof value === "object" ? JSON.stringify(value) : String(value))}`;

/** Names of flags that every recipe's command has; a field of its config that is called so has `config-` before it. */
const TAKEN = new Set(
  "model env split scenarios start more held_out held_out_scenarios dataset longest seed cores memory_gb gpus name priority max_attempts tag project json".split(
    " ",
  ),
);

type Fields = Record<string, unknown>;

function flags(asked: Fields): string[] {
  const { config, options, env, tags, resources, ...plain } = asked as Record<string, Fields | undefined>;
  const { name, ...scenes } = env ?? {};
  const learned = Object.entries(config ?? {}).map(([field, value]) => flag(TAKEN.has(field) ? `config_${field}` : field, value ?? "none"));
  const { alarms, ...rest } = options ?? {};
  return [
    ...Object.entries({ ...plain, ...(name ? { env: name } : {}), ...scenes }).map(([field, value]) => flag(field, value)),
    ...learned,
    ...Object.entries({ ...rest, ...resources }).map(([field, value]) => flag(field, value)),
    ...(Array.isArray(alarms) && alarms.length ? [flag("alarms", alarms.map(alarm).join(","))] : []),
    ...Object.entries(tags ?? {}).map(([key, value]) => flag("tag", `${key}=${value}`)),
  ];
}

/** An alarm as people write it: `reward<0.1@5`. */
function alarm(row: Record<string, unknown>): string {
  const side = row.below === null || row.below === undefined ? `>${row.above}` : `<${row.below}`;
  return `${row.metric}${side}@${row.steps}`;
}

function nothing(value: unknown): boolean {
  return value === undefined || value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}

export function cloneWays(project: string, run: string): Ways {
  return {
    Python: `${client(project)}\nrun = client.runs.clone(${JSON.stringify(run)})\nclient.runs.wait(run)`,
    CLI: `burnish runs clone ${run} --project ${shell(project)} --watch`,
    curl: post(`/projects/${project}/runs/${run}/clone`, {}),
  };
}

export function importModelWays(project: string): Ways {
  const [name, path] = ["qwen3-06b", "/models/qwen3-0.6b"];
  return {
    Python: `${client(project)}\nclient.models.take_in("${name}", path="${path}")`,
    CLI: `burnish models import ${name} ${path} --project ${shell(project)}`,
    curl: post(`/projects/${project}/models`, { name, path }),
  };
}

/** Serve a model of the registry, under a name that apps can call. */
export function deployWays(project: string, model = "tiny"): Ways {
  const name = model.split("@")[0] ?? model;
  const body = { name, target: { kind: "engine", model } };
  return {
    CLI: `burnish deploy ${shell(model)} --project ${shell(project)}`,
    Python: `${client(project)}\nclient.deployments.deploy(${JSON.stringify(model)}, alias=${JSON.stringify(name)})`,
    curl: post(`/projects/${project}/deployments`, body),
  };
}

/** Say what became of an order, which is joined with every episode that carries it. */
export function feedbackWays(project: string): Ways {
  const body = { metric: "returned", value: false, target: { key: "order:W123" } };
  return {
    Python: `${client(project)}\nclient.feedback.give("returned", False, key="order:W123")`,
    CLI: `burnish feedback give returned false --key order:W123 --project ${shell(project)}`,
    curl: post(`/projects/${project}/feedback`, body),
  };
}

/** Give a deployment a name that apps can call. */
export function aliasWays(project: string, deployment = "tiny"): Ways {
  return {
    CLI: `burnish aliases set agent ${shell(deployment)} --project ${shell(project)}`,
    Python: `${client(project)}\nclient.aliases.set("agent", {${JSON.stringify(deployment)}: 1})`,
    curl: post(`/projects/${project}/aliases`, { name: "agent", shares: [{ deployment, weight: 1 }] }),
  };
}

export function importDatasetWays(project: string): Ways {
  const path = "/data/train.jsonl.gz";
  return {
    Python: `${client(project)}\nclient.datasets.take_in("train", "${path}")`,
    CLI: `burnish datasets import train ${path} --project ${shell(project)}`,
    curl: post(`/projects/${project}/datasets`, { name: "train", path }),
  };
}

export function publishRecipeWays(project: string, name: string): Ways {
  const file = `${name}.py`;
  return {
    CLI: `burnish recipes publish ${shell(file)} --project ${shell(project)}`,
    Python: `from pathlib import Path\n\n${client(project)}\nclient.recipes.publish(${JSON.stringify(name)}, Path(${JSON.stringify(file)}).read_text())`,
    curl: `jq -Rs '{name: ${JSON.stringify(name)}, source: .}' ${shell(file)} | curl -X POST ${origin()}/api/v1/projects/${project}/recipes \\\n  ${KEY} \\\n  -H "Content-Type: application/json" -d @-`,
  };
}

/** Members of a group of the OIDC provider have a role in a team. */
export function groupWays(team: string, group: string): Ways {
  return {
    Python: `${client()}\nclient.teams.set_group(${JSON.stringify(team)}, ${JSON.stringify(group)}, "developer")`,
    CLI: `burnish teams set-group ${shell(team)} ${shell(group)} developer`,
    curl: put(`/teams/${team}/groups/${encodeURIComponent(group)}`, { role: "developer" }),
  };
}

/** Make a dataset from what a filter finds in the record. */
export function buildDatasetWays(
  project: string,
  asked: { name: string; kind: string; level: string; filter: unknown; splits: unknown },
): Ways {
  const { name, kind, level, filter } = asked;
  return {
    Python: `${client(project)}\nclient.datasets.build(\n    ${JSON.stringify(name)},\n    kind=${JSON.stringify(kind)},\n    level=${JSON.stringify(level)},\n    filter=${python(filter, "    ")},\n)`,
    CLI: `burnish datasets build ${shell(name)} --kind ${kind} --level ${level} \\\n  --filter ${shell(JSON.stringify(filter))} --project ${shell(project)}`,
    curl: post(`/projects/${project}/datasets/build`, asked),
  };
}

export function keyWays(project: string): Ways {
  return {
    CLI: `burnish login ${origin()}\nburnish runs list --project ${shell(project)}`,
    Python: `import os\n\nos.environ["BURNISH_API_KEY"] = "bk_…"  # or in the shell\n\n${client(project)}\nfor run in client.runs.list():\n    print(run.name, run.status)`,
    curl: `curl ${origin()}/api/v1/projects/${project}/runs \\\n  ${KEY}`,
  };
}
