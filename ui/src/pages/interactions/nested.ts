// Nested filters: what is more than a list of terms: read from the address with care, written, told as an expression. Pure.
import type { Condition, Filter } from "@/api/types";
import { number } from "@/parts/format";
import { applies, fieldName, fieldUnit, type Level } from "./terms";

const DEEPEST = 8; // as the API has it
const GROUPS = ["all", "any", "none"] as const;
type GroupName = (typeof GROUPS)[number];

/** A filter, or what is wrong with it and where. Fields and operators are the API's to know. */
export type Read = { filter: Filter; problem?: never } | { filter?: never; problem: string };

export function readFilter(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const problem = shapeOf(value, "the filter", 0);
  return problem ? { problem } : { filter: value as Filter };
}

export function writeFilter(filter: Filter): string {
  return JSON.stringify(filter);
}

function shapeOf(value: unknown, place: string, depth: number): string | undefined {
  if (depth > DEEPEST) return `${place}: a filter may be nested ${DEEPEST} groups deep`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `${place} is no object`;
  if (Object.hasOwn(value, "field")) {
    return typeof (value as { field: unknown }).field === "string" ? undefined : `${place}: its field is no text`;
  }
  const names = GROUPS.filter((name) => Object.hasOwn(value, name));
  const [name] = names;
  if (names.length !== 1 || !name) return `${place} has a field, or one of all, any, none`;
  const parts = (value as Record<GroupName, unknown>)[name];
  if (!Array.isArray(parts)) return `${place}: ${name} is no list`;
  if (name !== "all" && parts.length === 0) return `${place}: ${name} is empty`;
  for (const [index, part] of parts.entries()) {
    const problem = shapeOf(part, `${place}, ${name} ${index + 1}`, depth + 1);
    if (problem) return problem;
  }
  return undefined;
}

export function partsOf(filter: Filter): readonly Filter[] {
  return "all" in filter ? filter.all : [filter];
}

/** Whether all of its fields can be asked for at a level; else it is left out there, and the page says so. */
export function appliesWhole(filter: Filter, level: Level): boolean {
  if ("field" in filter) return applies(filter.field, level);
  const [parts] = Object.values(filter) as [Filter[]];
  return parts.every((part) => appliesWhole(part, level));
}

const SIGNS: Record<string, string> = { lt: "<", le: "≤", gt: ">", ge: "≥", eq: "is", ne: "is not", in: "is one of", not_in: "is none of" };

/** In words: Status is error and (Latency > 2,000 ms or not Resolved is yes). */
export function expression(filter: Filter, inside = false): string {
  if ("field" in filter) return conditionTold(filter);
  if ("none" in filter) {
    const [only] = filter.none;
    if (filter.none.length === 1 && only) return `not ${expression(only, true)}`;
    return `none of (${filter.none.map((part) => expression(part, true)).join(", ")})`;
  }
  const parts = "all" in filter ? filter.all : filter.any;
  if (parts.length === 0) return "everything";
  const [only] = parts;
  if (parts.length === 1 && only) return expression(only, inside);
  const said = parts.map((part) => expression(part, true)).join("all" in filter ? " and " : " or ");
  return inside ? `(${said})` : said;
}

function conditionTold({ field, op = "eq", value }: Condition): string {
  const name = fieldName(field);
  if (op === "present") return `${name} is there`;
  if (op === "absent") return `${name} is not there`;
  const values = (Array.isArray(value) ? value : [value]).map((one) => valueTold(one, field));
  return op === "has" ? `says “${values.join(" ")}”` : `${name} ${SIGNS[op] ?? op} ${values.join(", ")}`;
}

function valueTold(value: unknown, field: string): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "number") return String(value ?? "nothing");
  const unit = fieldUnit(field);
  return unit ? `${number(value)} ${unit}` : number(value);
}
