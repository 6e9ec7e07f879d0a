// Every pair of colours that meets on the page passes WCAG AA, in light and in dark.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/theme/tokens.css", "utf8");
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map((found) => [found[1], [found[2], found[3]]] as const),
);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string, theme: 0 | 1): number {
  const [a, b] = [one, other].map((name) => {
    const value = tokens.get(name)?.[theme];
    if (!value) throw new Error(`no token --${name}`);
    return luminance(value);
  }) as [number, number];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const grounds = ["paper", "surface", "wash", "wash-strong"];
const text = [
  ...["ink", "muted", "accent", "accent-strong"].flatMap((name) => [...grounds, "accent-wash"].map((ground) => [name, ground])),
  ...["good", "bad", "caution"].flatMap((name) => ["paper", "surface", "wash", `${name}-wash`].map((ground) => [name, ground])),
  ["ink", "good-wash"],
  ["ink", "bad-wash"],
  ["ink", "caution-wash"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
] as [string, string][];
const shapes = [
  ...[1, 2, 3, 4, 5, 6, 7].flatMap((n) => ["paper", "surface"].map((ground) => [`series-${n}`, ground])),
  ...["paper", "surface"].map((ground) => ["edge", ground]),
] as [string, string][];

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("in %s", (_, theme) => {
  it.each(text)("text in %s on %s has 4.5:1", (one, other) => {
    expect(contrast(one, other, theme)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(shapes)("the shape %s on %s has 3:1", (one, other) => {
    expect(contrast(one, other, theme)).toBeGreaterThanOrEqual(3);
  });
});
