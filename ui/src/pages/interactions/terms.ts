// Terms: a filter as it stands in the address, `status=error;tag:intent=exchange|return;latency_ms>2000`, and as the API takes it. Pure.
import type { Condition, Filter } from "@/api/types";
import { number, words } from "@/parts/format";
import { appliesWhole, partsOf } from "./nested";

export type Level = "interactions" | "episodes";

export interface Term {
  field: string;
  op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "?" | "!?";
  values: readonly string[];
}

const OPERATORS = ["!?", "!=", "<=", ">=", "?", "=", "<", ">"] as const;
const PLACE = /^((?:tag|key|metric|outcome):[A-Za-z0-9._-]+|[a-z_]+)(!\?|!=|<=|>=|\?|=|<|>)(.*)$/s;

/** The terms of an address; what is none is left out. */
export function parseTerms(text: string | undefined): Term[] {
  return (text ?? "").split(";").flatMap((part) => {
    const [, field = "", op = "", rest = ""] = PLACE.exec(part) ?? [];
    if (!field) return [];
    const values = rest.split("|").filter(Boolean).map(decoded);
    const bare = op === "?" || op === "!?";
    return bare || values.length > 0 ? [{ field, op: op as Term["op"], values: bare ? [] : values }] : [];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function writeTerms(terms: readonly Term[]): string | undefined {
  const text = terms.map((term) => `${term.field}${term.op}${term.values.map(encodeURIComponent).join("|")}`).join(";");
  return text || undefined;
}

// -- what fields there are -------------------------------------------------------------------------------------------------------

export type Kind = "name" | "number" | "flag" | "metric";

export interface FieldKnown {
  field: string;
  name: string;
  kind: Kind;
  unit?: string;
  levels: readonly Level[];
}

const BOTH = ["interactions", "episodes"] as const;
const ONE = ["interactions"] as const;
const WHOLE = ["episodes"] as const;

export const FIELDS: readonly FieldKnown[] = [
  { field: "status", name: "Status", kind: "name", levels: ONE },
  { field: "alias", name: "Alias", kind: "name", levels: BOTH },
  { field: "deployment", name: "Deployment", kind: "name", levels: BOTH },
  { field: "tool", name: "Tool called", kind: "name", levels: BOTH },
  { field: "finish_reason", name: "Ended by", kind: "name", levels: ONE },
  { field: "error_code", name: "Error", kind: "name", levels: ONE },
  { field: "model", name: "Model there", kind: "name", levels: ONE },
  { field: "source", name: "Came by", kind: "name", levels: ONE },
  { field: "dialect", name: "Dialect", kind: "name", levels: ONE },
  { field: "end_user", name: "End user", kind: "name", levels: BOTH },
  { field: "caller", name: "Caller", kind: "name", levels: ONE },
  { field: "weights", name: "Weights", kind: "name", levels: ONE },
  { field: "latency_ms", name: "Latency", kind: "number", unit: "ms", levels: BOTH },
  { field: "first_token_ms", name: "First token", kind: "number", unit: "ms", levels: ONE },
  { field: "cost_usd", name: "Cost", kind: "number", unit: "$", levels: BOTH },
  { field: "input_tokens", name: "Input tokens", kind: "number", levels: BOTH },
  { field: "output_tokens", name: "Output tokens", kind: "number", levels: BOTH },
  { field: "messages", name: "Messages", kind: "number", levels: ONE },
  { field: "tools", name: "Tool calls", kind: "number", levels: BOTH },
  { field: "interactions", name: "Interactions", kind: "number", levels: WHOLE },
  { field: "errors", name: "Errors", kind: "number", levels: WHOLE },
  { field: "outcome:resolved", name: "Resolved", kind: "flag", levels: BOTH },
  { field: "outcome:escalated", name: "Escalated", kind: "flag", levels: BOTH },
  { field: "outcome:containable", name: "Containable", kind: "flag", levels: BOTH },
  { field: "outcome:must_escalate", name: "Had to escalate", kind: "flag", levels: BOTH },
  { field: "outcome:value", name: "Worth", kind: "number", levels: BOTH },
];

const KNOWN = new Map(FIELDS.map((one) => [one.field, one]));

/** What a field is called: Latency, intent, order. */
export function fieldName(field: string): string {
  const known = KNOWN.get(field);
  if (known) return known.name;
  const [prefix, name] = field.split(":");
  return name ? (prefix === "metric" || prefix === "outcome" ? words(name) : name) : words(field);
}

export function kindOf(field: string): Kind {
  if (field.startsWith("metric:")) return "metric";
  return KNOWN.get(field)?.kind ?? "name";
}

export function fieldUnit(field: string): string | undefined {
  return KNOWN.get(field)?.unit;
}

/** Those that no list offers, and that a filter from elsewhere may have. */
const OTHERS: Record<string, readonly Level[]> = {
  started_at: ONE,
  first_at: WHOLE,
  last_at: WHOLE,
  stream: ONE,
  alias_version: ONE,
  cached_tokens: ONE,
};

/** Whether a field can be asked for at a level; those that apps and people add can at both. */
export function applies(field: string, level: Level): boolean {
  const levels = KNOWN.get(field)?.levels ?? (Object.hasOwn(OTHERS, field) ? OTHERS[field] : undefined);
  return levels?.includes(level) ?? true;
}

// -- to the API and back ---------------------------------------------------------------------------------------------------------

type Value = string | number | boolean;

function read(field: string, text: string): Value {
  const kind = kindOf(field);
  const amount = Number(text);
  if (kind === "number") return amount;
  if (kind === "flag") return text === "true";
  if (kind === "metric") return text === "true" ? true : text === "false" ? false : Number.isFinite(amount) && text.trim() ? amount : text;
  return text;
}

const COMPARED: Record<string, Condition["op"]> = { "<": "lt", "<=": "le", ">": "gt", ">=": "ge" };

/** A term as a condition; undefined where a number is none. */
export function conditionOf({ field, op, values }: Term): Condition | undefined {
  if (op === "?" || op === "!?") return { field, op: op === "?" ? "present" : "absent", value: null };
  const got = values.map((text) => read(field, text));
  if (got.some((value) => typeof value === "number" && !Number.isFinite(value))) return undefined;
  const [first] = got;
  if (first === undefined) return undefined;
  const compared = COMPARED[op];
  if (compared) return { field, op: compared, value: first };
  if (got.length > 1 && (kindOf(field) === "name" || kindOf(field) === "metric")) {
    return { field, op: op === "=" ? "in" : "not_in", value: got };
  }
  return { field, op: op === "=" ? "eq" : "ne", value: first };
}

export interface Asked {
  terms: readonly Term[];
  text?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** What is more than a list of terms. */
  also?: Filter | undefined;
}

/** Everything that is asked for, as one filter of a level. */
export function filterOf({ terms, text, from, to, also }: Asked, level: Level = "interactions"): Filter {
  const time = level === "interactions" ? "started_at" : "last_at";
  const conditions = terms.filter((term) => applies(term.field, level)).map(conditionOf);
  return {
    all: [
      ...(from ? [{ field: time, op: "ge", value: from } as Condition] : []),
      ...(to ? [{ field: time, op: "lt", value: to } as Condition] : []),
      ...conditions.filter((one): one is Condition => one !== undefined),
      ...(text ? [{ field: "text", op: "has", value: text } as Condition] : []),
      ...(also && appliesWhole(also, level) ? partsOf(also) : []),
    ],
  };
}

const SIGNS: Record<string, Term["op"]> = {
  eq: "=",
  in: "=",
  ne: "!=",
  not_in: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  present: "?",
  absent: "!?",
};

/** A filter from elsewhere as what is asked for: what terms say exactly becomes terms, and all else stays as it is, in `also`. */
export function askedOf(filter: Filter): Asked {
  const asked: Asked & { terms: Term[] } = { terms: [] };
  const left: Filter[] = [];
  for (const one of partsOf(filter)) {
    const place = "field" in one && typeof one.value === "string" ? SPOTS[`${one.field} ${one.op}`] : undefined;
    const term = termOf(one);
    if (place && asked[place] === undefined && (place !== "to" || asked.from !== undefined))
      asked[place] = (one as { value: string }).value;
    else if (term) asked.terms.push(term);
    else left.push(one);
  }
  const [only] = left;
  if (only) asked.also = left.length === 1 ? only : { all: left };
  return asked;
}

const SPOTS: Record<string, "text" | "from" | "to"> = {
  "text has": "text",
  "started_at ge": "from",
  "last_at ge": "from",
  "started_at lt": "to",
  "last_at lt": "to",
};

/** A part of a filter as a term; undefined where the address would not bring back the same. */
function termOf(one: Filter): Term | undefined {
  if (!("field" in one)) return undefined;
  const { field, op = "eq", value = null } = one;
  const sign = Object.hasOwn(SIGNS, op) ? SIGNS[op] : undefined;
  if (!sign) return undefined;
  const values = (Array.isArray(value) ? value : value === null ? [] : [value]).map(String);
  const [back] = parseTerms(writeTerms([{ field, op: sign, values }]));
  const again = back && conditionOf(back);
  return again && JSON.stringify([again.field, again.op, again.value]) === JSON.stringify([field, op, value]) ? back : undefined;
}

const WORDS: Record<Term["op"], string> = {
  "=": "",
  "!=": "not",
  "<": "<",
  "<=": "≤",
  ">": ">",
  ">=": "≥",
  "?": "present",
  "!?": "absent",
};

/** A term in words: Status error or partial · Latency > 2,000 ms. */
export function told({ field, op, values }: Term): { name: string; rest: string } {
  const known = KNOWN.get(field);
  const said = values.map((value) => {
    const got = read(field, value);
    if (typeof got === "boolean") return got ? "yes" : "no";
    return typeof got === "number" ? `${number(got)}${known?.unit ? ` ${known.unit}` : ""}` : value;
  });
  return { name: fieldName(field), rest: [WORDS[op], said.join(" or ")].filter(Boolean).join(" ") };
}

/** The terms with a value of a field taken in, or out. */
export function toggled(terms: readonly Term[], field: string, value: string): Term[] {
  const here = terms.find((term) => term.field === field && term.op === "=");
  if (!here) return [...terms, { field, op: "=", values: [value] }];
  const values = here.values.includes(value) ? here.values.filter((one) => one !== value) : [...here.values, value];
  return terms.flatMap((term) => (term === here ? (values.length ? [{ ...term, values }] : []) : [term]));
}

export { OPERATORS };
