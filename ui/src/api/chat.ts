// Chat: an alias asked as apps ask it; its answer gathered as it comes, with the moments of its first and last token.
import { askStream } from "./client";
import { Problem } from "./problem";

export interface ChatAsked {
  model: string;
  messages: unknown[];
  [parameter: string]: unknown;
}

export interface ChatCall {
  id: string;
  name: string;
  arguments: string;
}

/** An answer, as far as it has come. */
export interface Gathered {
  text: string;
  calls: readonly ChatCall[];
  finish: string | undefined;
  tokens: { input: number | undefined; output: number | undefined };
  /** From the request, in milliseconds. */
  first: number | undefined;
  took: number | undefined;
  /** Of the record; undefined until the answer begins. */
  interaction: string | undefined;
  deployment: string | undefined;
  warnings: string;
  failed: Problem | undefined;
}

export const NOTHING: Gathered = {
  text: "",
  calls: [],
  finish: undefined,
  tokens: { input: undefined, output: undefined },
  first: undefined,
  took: undefined,
  interaction: undefined,
  deployment: undefined,
  warnings: "",
  failed: undefined,
};

/** Ask, and tell what has come so far whenever more of it has. */
export async function chat(
  project: string,
  asked: ChatAsked,
  signal: AbortSignal,
  tell: (so_far: Gathered) => void,
  clock: () => number = () => performance.now(),
): Promise<void> {
  const began = clock();
  let now: Gathered = NOTHING;
  const grow = (change: Partial<Gathered>) => {
    now = { ...now, ...change };
    tell(now);
  };
  try {
    const streamed = asked.stream === true;
    const body = streamed ? { ...asked, stream_options: { include_usage: true } } : asked;
    const response = await askStream(`/api/v1/projects/${encodeURIComponent(project)}/chat`, body, signal);
    const header = (name: string) => response.headers.get(name) ?? undefined;
    grow({
      interaction: header("burnish-interaction"),
      deployment: header("burnish-deployment"),
      warnings: header("burnish-warnings") ?? "",
    });
    if (!streamed) {
      grow({ ...taken(now, await response.json(), "message"), took: clock() - began });
      return;
    }
    for await (const event of events(response)) {
      if (event === "[DONE]") break;
      const next = taken(now, parsed(event), "delta");
      grow(next.first === undefined && (next.text || next.calls.length > 0) ? { ...next, first: clock() - began } : next);
      if (next.failed) break;
    }
    grow({ took: clock() - began });
  } catch (error) {
    if (signal.aborted) grow({ took: clock() - began, finish: "stopped by you" });
    else grow({ took: clock() - began, failed: Problem.from(error) });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const words = (value: unknown): string => (typeof value === "string" ? value : "");
const amount = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** An answer, or a chunk of one, taken into what has come so far. */
export function taken(now: Gathered, raw: unknown, part: "message" | "delta"): Gathered {
  if (!isObject(raw)) return now;
  if (isObject(raw.error)) {
    const failed = new Problem({ code: words(raw.error.code) || "upstream", message: words(raw.error.message) || "The answer broke off." });
    return { ...now, failed };
  }
  const choice: Json = Array.isArray(raw.choices) && isObject(raw.choices[0]) ? raw.choices[0] : {};
  const said: Json = isObject(choice[part]) ? choice[part] : {};
  const usage: Json = isObject(raw.usage) ? raw.usage : {};
  return {
    ...now,
    text: now.text + words(said.content),
    calls: Array.isArray(said.tool_calls) ? said.tool_calls.filter(isObject).reduce<readonly ChatCall[]>(withCall, now.calls) : now.calls,
    finish: words(choice.finish_reason) || now.finish,
    tokens: {
      input: amount(usage.prompt_tokens) ?? now.tokens.input,
      output: amount(usage.completion_tokens) ?? now.tokens.output,
    },
  };
}

function withCall(calls: readonly ChatCall[], raw: Json, at: number): readonly ChatCall[] {
  const index = amount(raw.index) ?? at;
  const called: Json = isObject(raw.function) ? raw.function : {};
  const before = calls[index] ?? { id: "", name: "", arguments: "" };
  const after = {
    id: before.id || words(raw.id),
    name: before.name + words(called.name),
    arguments: before.arguments + words(called.arguments),
  };
  return calls[index] ? calls.map((one, place) => (place === index ? after : one)) : [...calls, after];
}

/** The data of each server-sent event. */
async function* events(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += value ?? "";
      const whole = rest.split(/\r?\n\r?\n/);
      rest = done ? "" : (whole.pop() ?? "");
      for (const event of whole) {
        const data = event
          .split(/\r?\n/)
          .filter((line) => line.startsWith("data:"))
          .map((line) => line.slice(5).replace(/^ /, ""))
          .join("\n");
        if (data) yield data;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
