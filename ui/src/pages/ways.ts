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

export function newProjectWays(name: string): Ways {
  return {
    Python: `from burnish import Client\n\nclient = Client()\nclient.projects.create(${JSON.stringify(name)})`,
    CLI: `burnish projects create ${shell(name)}`,
    curl: post("/projects", { name }),
  };
}

export interface Asked {
  recipe: string;
  config?: Record<string, unknown>;
  options?: Record<string, unknown>;
  resources?: Record<string, unknown>;
  [field: string]: unknown;
}

const flag = (name: string, value: unknown) =>
  `--${name.replaceAll("_", "-")} ${shell(typeof value === "object" ? JSON.stringify(value) : String(value))}`;

/** A new run, with only what differs from the defaults. */
export function newRunWays(project: string, asked: Asked): Ways {
  const body = Object.fromEntries(Object.entries(asked).filter(([, value]) => !nothing(value))) as Asked;
  const { recipe, ...rest } = body;
  const lines = Object.entries(rest).map(([name, value]) => `    ${name}=${python(value, "    ")},`);
  const { config = {}, options = {}, resources = {}, env, ...plain } = rest;
  const named = env && typeof env === "object" ? { env: (env as Record<string, unknown>).name } : {};
  const flags = Object.entries({ ...plain, ...named, ...config, ...options, ...resources }).map(([name, value]) => flag(name, value));
  return {
    Python: `from burnish import Client\n\nclient = Client(project=${JSON.stringify(project)})\nrun = client.runs.create(\n    ${JSON.stringify(recipe)},\n${lines.join("\n")}${lines.length ? "\n" : ""})\nrun.watch()`,
    CLI: `burnish runs create ${shell(recipe)} --project ${shell(project)}${flags.map((one) => ` \\\n  ${one}`).join("")} \\\n  --watch`,
    curl: post(`/projects/${project}/runs`, body),
  };
}

function nothing(value: unknown): boolean {
  return value === undefined || value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}

export function importModelWays(project: string): Ways {
  return {
    Python: `from burnish import Client\n\nclient = Client(project=${JSON.stringify(project)})\nclient.models.import_folder("/models/qwen3-0.6b", name="qwen3-0.6b")`,
    CLI: `burnish models import /models/qwen3-0.6b --name qwen3-0.6b --project ${shell(project)}`,
    curl: post(`/projects/${project}/models`, { name: "qwen3-0.6b", path: "/models/qwen3-0.6b" }),
  };
}

export function importDatasetWays(project: string): Ways {
  return {
    Python: `from burnish import Client\n\nclient = Client(project=${JSON.stringify(project)})\nclient.datasets.import_file("/data/train.jsonl.gz", name="train")`,
    CLI: `burnish datasets import /data/train.jsonl.gz --name train --project ${shell(project)}`,
    curl: post(`/projects/${project}/datasets`, { name: "train", path: "/data/train.jsonl.gz" }),
  };
}
