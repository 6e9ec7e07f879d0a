// Values of feedback in words. Pure.
import type { Feedback } from "@/api/types";
import { number, shortId } from "@/parts/format";

export function valueWords(value: Feedback["value"]): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return value;
  if ("chosen" in value) return value.tie ? "neither is better" : `${shortId(value.chosen)} rather than ${shortId(value.rejected)}`;
  return "corrected";
}
