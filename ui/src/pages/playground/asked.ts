// What the playground asks: messages, tools, a schema and parameters as they are typed, read into a request. Pure.
import type { FieldProblem } from "@/api/problem";

export const ROLES = ["system", "user", "assistant", "tool"] as const;
export type Role = (typeof ROLES)[number];

export interface Turn {
  role: Role;
  text: string;
  /** What the turn has beyond its text, kept as it came: tool calls, the id of the call that it answers. */
  more?: Record<string, unknown>;
}

export interface Sheet {
  turns: Turn[];
  tools: string;
  schema: string;
  temperature: string;
  max_tokens: string;
  top_p: string;
  seed: string;
  stream: boolean;
  /** Of prompts, by name. */
  arguments: Record<string, string>;
}

export const BLANK: Sheet = {
  turns: [{ role: "user", text: "" }],
  tools: "",
  schema: "",
  temperature: "",
  max_tokens: "",
  top_p: "",
  seed: "",
  stream: true,
  arguments: {},
};

const NUMBERS = ["temperature", "max_tokens", "top_p", "seed"] as const;

/** A sheet from the request of an interaction. */
export function sheetOf(request: Record<string, unknown>, given: Record<string, unknown> = {}): Sheet {
  const messages = Array.isArray(request.messages) ? request.messages : [];
  const format = request.response_format as { json_schema?: { schema?: unknown } } | undefined;
  const written = (value: unknown) => (value === undefined || value === null ? "" : String(value));
  return {
    ...BLANK,
    turns: messages.map((raw: Record<string, unknown>) => {
      const { role, content, ...more } = raw;
      const known = ROLES.find((one) => one === role) ?? "user";
      const text = typeof content === "string" ? content : content ? JSON.stringify(content) : "";
      return Object.keys(more).length ? { role: known, text, more } : { role: known, text };
    }),
    tools: request.tools ? JSON.stringify(request.tools, null, 2) : "",
    schema: format?.json_schema?.schema ? JSON.stringify(format.json_schema.schema, null, 2) : "",
    temperature: written(request.temperature),
    max_tokens: written(request.max_tokens ?? request.max_completion_tokens),
    top_p: written(request.top_p),
    seed: written(request.seed),
    arguments: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])),
  };
}

export interface ReadSheet {
  /** All but the model. */
  body: Record<string, unknown>;
  problems: FieldProblem[];
}

export function readSheet(sheet: Sheet): ReadSheet {
  const problems: FieldProblem[] = [];
  const body: Record<string, unknown> = { messages: sheet.turns.map(message), stream: sheet.stream };
  if (sheet.turns.length === 0) problems.push({ path: "messages", message: "say something" });
  for (const name of NUMBERS) {
    const text = sheet[name].trim();
    if (text === "") continue;
    const value = Number(text);
    if (Number.isFinite(value)) body[name] = value;
    else problems.push({ path: name, message: "is not a number" });
  }
  const json = (path: "tools" | "schema"): unknown => {
    const text = sheet[path].trim();
    if (text === "") return undefined;
    try {
      return JSON.parse(text);
    } catch {
      problems.push({ path, message: "is not JSON" });
      return undefined;
    }
  };
  const tools = json("tools");
  if (tools !== undefined) body.tools = Array.isArray(tools) ? tools : [tools];
  const schema = json("schema");
  if (schema !== undefined) body.response_format = { type: "json_schema", json_schema: { name: "answer", schema } };
  return { body, problems };
}

function message({ role, text, more = {} }: Turn): Record<string, unknown> {
  return { role, content: text === "" && more.tool_calls ? null : text, ...more };
}

/** The arguments of a prompt, each of its type; what is typed as no number stays text, and is refused by its name. */
export function argumentsFor(types: Record<string, string>, typed: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => {
      const text = typed[name] ?? "";
      if (type === "boolean") return [name, text === "true" || text === "yes"];
      const value = Number(text);
      return [name, type === "string" || text.trim() === "" || !Number.isFinite(value) ? text : value];
    }),
  );
}
