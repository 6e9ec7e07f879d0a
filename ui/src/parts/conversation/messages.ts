// Messages as they are shown: each tool call with its answer, folded to a line. Pure.

export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
  id: string;
}

export interface Message {
  role: "system" | "user" | "assistant" | "tool";
  content: string;
  tool_calls?: readonly ToolCall[];
  tool_call_id?: string;
  name?: string;
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
