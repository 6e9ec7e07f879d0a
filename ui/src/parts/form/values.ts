// Values of a form: what is typed, kept as typed; read into JSON with a problem for each field that cannot be. Pure.
import type { FieldProblem } from "@/api/problem";
import { number } from "../format";
import { typed } from "./number";
import type { Field } from "./schema";

/** What a control holds: text as typed, a switch, rows of such. */
export type Raw = string | boolean | Raws[] | Raws;
export interface Raws {
  [name: string]: Raw;
}

/** What the controls show before anything is typed: given values, else defaults. */
export function initial(fields: readonly Field[], given: Readonly<Record<string, unknown>> = {}): Raws {
  return Object.fromEntries(fields.map((field) => [field.name, raw(field, field.name in given ? given[field.name] : field.default)]));
}

/** A JSON value as its control shows it. */
export function raw(field: Field, value: unknown): Raw {
  if (field.kind === "boolean") return value === true;
  if (field.kind === "object") return initial(field.fields, isObject(value) ? value : {});
  if (field.kind === "rows") return Array.isArray(value) ? value.map((row) => initial(field.fields, isObject(row) ? row : {})) : [];
  if (value === null || value === undefined) return "";
  if (field.kind === "list") return Array.isArray(value) ? value.map(String).join(", ") : "";
  if (field.kind === "pairs")
    return isObject(value)
      ? Object.entries(value)
          .map(([name, text]) => `${name}=${text}`)
          .join(", ")
      : "";
  if (field.kind === "json") return JSON.stringify(value, null, 2);
  return typeof value === "number" ? typed(value) : String(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a control shows something else than the field's default. */
export function changed(field: Field, value: Raw | undefined): boolean {
  return JSON.stringify(value) !== JSON.stringify(raw(field, field.default));
}

export interface Reading {
  /** Every field that has a value. */
  value: Record<string, unknown>;
  /** Only those that differ from their defaults: what a person would write. */
  chosen: Record<string, unknown>;
  problems: FieldProblem[];
}

/** Read the controls. `path` is what the problems' paths begin with. */
export function read(fields: readonly Field[], values: Raws, path = ""): Reading {
  const out: Reading = { value: {}, chosen: {}, problems: [] };
  for (const field of fields) {
    const here = path ? `${path}.${field.name}` : field.name;
    const found = readOne(field, values[field.name] ?? "", here);
    out.problems.push(...found.problems);
    if (found.value === undefined) continue;
    out.value[field.name] = found.value;
    if (field.required || changed(field, values[field.name])) out.chosen[field.name] = found.chosen ?? found.value;
  }
  return out;
}

interface One {
  value?: unknown;
  /** Of an object, what differs from the defaults of its own fields. */
  chosen?: unknown;
  problems: FieldProblem[];
}

function readOne(field: Field, value: Raw, path: string): One {
  if (field.kind === "boolean") return { value: value === true, problems: [] };
  if (field.kind === "object") return readObject(field, value, path);
  if (field.kind === "rows") return readRows(field, value, path);
  const text = String(value).trim();
  if (text === "") return readNothing(field, path);
  const problem = (message: string): One => ({ problems: [{ path, message }] });
  switch (field.kind) {
    case "integer":
    case "number":
      return readNumber(field, text, problem);
    case "choice":
      return readChoice(field, text, problem);
    case "list":
      return readList(field, text, problem);
    case "pairs":
      return readPairs(text, problem);
    case "json":
      try {
        return { value: JSON.parse(text), problems: [] };
      } catch {
        return problem("is not JSON");
      }
    default:
      return readText(field, String(value), problem);
  }
}

function readObject(field: Field, value: Raw, path: string): One {
  const inner = read(field.fields, typeof value === "object" && !Array.isArray(value) ? value : {}, path);
  return { value: inner.value, chosen: inner.chosen, problems: inner.problems };
}

function readRows(field: Field, value: Raw, path: string): One {
  const rows = Array.isArray(value) ? value : [];
  const inner = rows.map((row, index) => read(field.fields, row, `${path}.${index}`));
  return { value: inner.map((row) => row.value), problems: inner.flatMap((row) => row.problems) };
}

function readNothing(field: Field, path: string): One {
  if (field.required && !field.nullable) return { problems: [{ path, message: "is needed" }] };
  if (field.nullable) return { value: null, problems: [] };
  if (field.kind === "text" && !field.minLength) return { value: "", problems: [] };
  if (field.kind === "list") return { value: [], problems: [] };
  if (field.kind === "pairs") return { value: {}, problems: [] };
  if (field.default === undefined) return { problems: [] };
  return { problems: [{ path, message: `is needed; its default is ${String(field.default)}` }] };
}

type Complain = (message: string) => One;

function readNumber(field: Field, text: string, problem: Complain): One {
  const value = Number(text.replaceAll(",", "").replace("−", "-"));
  if (!Number.isFinite(value)) return problem("is not a number");
  if (field.kind === "integer" && !Number.isInteger(value)) return problem("has to be a whole number");
  const { min, max, above, below } = field;
  if (min !== undefined && (above ? value <= min : value < min)) return problem(`has to be ${above ? "above" : "at least"} ${number(min)}`);
  if (max !== undefined && (below ? value >= max : value > max)) return problem(`has to be ${below ? "below" : "at most"} ${number(max)}`);
  return { value, problems: [] };
}

function readChoice(field: Field, text: string, problem: Complain): One {
  const found = field.options.find((option) => String(option) === text);
  return found === undefined ? problem(`has to be one of ${field.options.join(", ")}`) : { value: found, problems: [] };
}

function readList(field: Field, text: string, problem: Complain): One {
  const parts = text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  if (field.item === "text") return { value: parts, problems: [] };
  const values = parts.map(Number);
  return values.every(Number.isFinite) ? { value: values, problems: [] } : problem("has to be numbers with commas between them");
}

/** `team=desk, case=7` as an object of texts. */
function readPairs(text: string, problem: Complain): One {
  const pairs = text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => [part.slice(0, part.indexOf("=")).trim(), part.slice(part.indexOf("=") + 1).trim()] as const);
  const whole = pairs.every(
    ([name, value], index) =>
      name &&
      value &&
      text
        .split(/[,\n]/)
        .filter((part) => part.trim())
        [index]?.includes("="),
  );
  return whole ? { value: Object.fromEntries(pairs), problems: [] } : problem("has to be name=value, with commas between several");
}

function readText(field: Field, text: string, problem: Complain): One {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = field;
  if (text.length < minLength) return problem(`has to have at least ${minLength} characters`);
  if (text.length > maxLength) return problem(`has to have at most ${maxLength} characters`);
  if (pattern && !matches(pattern, text)) return problem(`has to match ${pattern}`);
  return { value: text, problems: [] };
}

/** A pattern of Python's that a browser cannot read is left to the server. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

/** Beyond this a limit is there for machines, and says nothing to people. */
const ABSURD = 100_000;

/** The limits of a field in words: 1 or more; above 0, at most 100. */
export function limits(field: Field): string {
  const { above, below } = field;
  const min = field.min !== undefined && Math.abs(field.min) < ABSURD ? field.min : undefined;
  const max = field.max !== undefined && Math.abs(field.max) < ABSURD ? field.max : undefined;
  const low = min === undefined ? "" : above ? `above ${number(min)}` : `${number(min)} or more`;
  const high = max === undefined ? "" : below ? `below ${number(max)}` : `at most ${number(max)}`;
  if (min !== undefined && max !== undefined && !above && !below) return `${number(min)} to ${number(max)}`;
  return [low, high].filter(Boolean).join(", ");
}
