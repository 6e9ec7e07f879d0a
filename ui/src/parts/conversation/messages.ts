// Messages as they are shown: each tool call with its answer, folded to a line. Pure.

export interface ToolCall {
  name: string;
  /** By name; a call whose arguments are no JSON object has them whole, as `(text)`. */
  arguments: Record<string, unknown>;
  id: string;
}

const ROLES = ["system", "user", "assistant", "tool"] as const;

export interface Message {
  role: (typeof ROLES)[number];
  content: string;
  tool_calls?: readonly ToolCall[];
  tool_call_id?: string;
  name?: string;
}

/** Messages out of whatever was kept: OpenAI's shape or our own, and never an error for what a model made of it. */
export function messagesOf(raw: unknown): Message[] {
  if (!Array.isArray(raw)) return [];
  return raw.filter(isObject).map((one) => ({
    role: ROLES.find((role) => role === one.role) ?? "user",
    content: text(one.content),
    tool_calls: Array.isArray(one.tool_calls) ? one.tool_calls.filter(isObject).map(callOf) : [],
    tool_call_id: text(one.tool_call_id),
    name: text(one.name),
  }));
}

function callOf(raw: Record<string, unknown>): ToolCall {
  const called = isObject(raw.function) ? raw.function : raw;
  return { name: text(called.name), arguments: argumentsOf(called.arguments), id: text(raw.id) };
}

function argumentsOf(raw: unknown): Record<string, unknown> {
  if (isObject(raw)) return raw;
  if (typeof raw !== "string" || raw === "") return {};
  try {
    const value: unknown = JSON.parse(raw);
    return isObject(value) ? value : { "(text)": raw };
  } catch {
    return { "(text)": raw };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text as it is; parts of several kinds as JSON, so that nothing is lost. */
function text(value: unknown): string {
  return typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
}

export interface Call {
  name: string;
  arguments: Record<string, unknown>;
  /** Undefined where nothing answered. */
  answer: string | undefined;
}

/** What one speaker said and did, until another speaks. */
export interface Said {
  role: Message["role"];
  text: string;
  calls: Call[];
}

/** Messages with the tools' answers beside their calls: by id, or the oldest without an answer where templates have none. */
export function said(messages: readonly Message[]): Said[] {
  const out: Said[] = [];
  let waiting: (Call & { id: string })[] = [];
  for (const message of messages) {
    if (message.role === "tool") {
      const id = message.tool_call_id ?? "";
      const found = waiting.find((call) => id !== "" && call.id === id) ?? (id === "" ? waiting[0] : undefined);
      if (found) {
        found.answer = message.content;
        waiting = waiting.filter((call) => call !== found);
      } else {
        out.push({ role: "tool", text: "", calls: [{ name: message.name ?? "", arguments: {}, answer: message.content }] });
      }
      continue;
    }
    const calls = (message.tool_calls ?? []).map((call) => ({ ...call, answer: undefined as string | undefined }));
    waiting = message.role === "assistant" ? [...waiting, ...calls] : [];
    out.push({ role: message.role, text: message.content, calls });
  }
  return out;
}

/** A call in a line: `find_order(number="A-17", exact=true)`. */
export function line(call: Call): string {
  const inside = Object.entries(call.arguments).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${call.name || "(malformed call)"}(${inside.join(", ")})`;
}

/** JSON laid out for reading; other text as it is. */
export function readable(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}
