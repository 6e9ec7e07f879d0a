// What the pages of interactions compute: terms in the address, times, what an interaction added, differences, waterfalls.
import { describe, expect, it } from "vitest";
import type { Metric } from "@/api/types";
import { difference } from "@/pages/interactions/difference";
import { readValue } from "@/pages/interactions/GiveFeedback";
import { added } from "@/pages/interactions/history";
import { askedOf, conditionOf, filterOf, parseTerms, type Term, toggled, told, writeTerms } from "@/pages/interactions/terms";
import { steps, timesOf } from "@/pages/interactions/times";
import { spans } from "@/pages/interactions/Waterfall";

const TERMS: Term[] = [
  { field: "status", op: "=", values: ["error", "partial"] },
  { field: "tag:intent", op: "!=", values: ["a|b;c=d %"] },
  { field: "latency_ms", op: ">=", values: ["2000"] },
  { field: "outcome:resolved", op: "!?", values: [] },
];

describe("terms", () => {
  it("come out of an address as they went in, whatever stands in them", () => {
    expect(parseTerms(writeTerms(TERMS))).toEqual(TERMS);
  });

  it.each(["", ";;", "=x", "status", "__proto__", "status=", "latency_ms>", "tag:=x"])("are none in %j", (text) => {
    expect(parseTerms(text)).toEqual([]);
  });

  it("are conditions of the types that their fields have", () => {
    expect(TERMS.map(conditionOf)).toEqual([
      { field: "status", op: "in", value: ["error", "partial"] },
      { field: "tag:intent", op: "ne", value: "a|b;c=d %" },
      { field: "latency_ms", op: "ge", value: 2000 },
      { field: "outcome:resolved", op: "absent", value: null },
    ]);
    expect(conditionOf({ field: "metric:thumb", op: "=", values: ["false"] })).toEqual({ field: "metric:thumb", op: "eq", value: false });
    expect(conditionOf({ field: "tag:n", op: "=", values: ["7"] })).toEqual({ field: "tag:n", op: "eq", value: "7" });
    expect(conditionOf({ field: "cost_usd", op: ">", values: ["much"] })).toBeUndefined();
  });

  it("of one level are left out at the other", () => {
    const asked = { terms: TERMS, text: "bolts", from: "2026-11-01T00:00:00.000Z" };
    const fields = (level: "interactions" | "episodes") =>
      (filterOf(asked, level) as { all: { field: string }[] }).all.map((one) => one.field);
    expect(fields("interactions")).toEqual(["started_at", "status", "tag:intent", "latency_ms", "outcome:resolved", "text"]);
    expect(fields("episodes")).toEqual(["last_at", "tag:intent", "latency_ms", "outcome:resolved", "text"]);
  });

  it("come back from a saved filter, and do not where it is more than a list", () => {
    const asked = { terms: TERMS, text: "bolts", from: "2026-11-01T00:00:00.000Z", to: "2026-11-02T00:00:00.000Z" };
    expect(askedOf(filterOf(asked))).toEqual(asked);
    expect(askedOf({ any: [{ field: "status", op: "eq", value: "ok" }] })).toBeUndefined();
    expect(askedOf({ all: [{ none: [{ field: "status", op: "eq", value: "ok" }] }] })).toBeUndefined();
  });

  it("take a value in and out", () => {
    const one = toggled([], "alias", "agent");
    expect(one).toEqual([{ field: "alias", op: "=", values: ["agent"] }]);
    const two = toggled(one, "alias", "judge");
    expect(two[0]?.values).toEqual(["agent", "judge"]);
    expect(toggled(toggled(two, "alias", "agent"), "alias", "judge")).toEqual([]);
  });

  it("are told in words", () => {
    expect(TERMS.map((term) => Object.values(told(term)).join(" "))).toEqual([
      "Status error or partial",
      "intent not a|b;c=d %",
      "Latency ≥ 2,000 ms",
      "Resolved absent",
    ]);
  });
});

describe("times", () => {
  const NOW = Date.parse("2026-11-28T10:20:30Z");

  it("are the last week unless another is named, and stand still for a minute", () => {
    expect(timesOf({}, NOW)).toEqual(timesOf({ last: "nonsense" }, NOW + 20_000));
    for (const last of ["__proto__", "constructor", "toString"]) expect(timesOf({ last }, NOW)).toEqual(timesOf({}, NOW));
    expect(timesOf({}, NOW)).toMatchObject({ from: "2026-11-21T10:21:00.000Z", to: undefined, span: "hour" });
    expect(timesOf({ last: "30d" }, NOW).span).toBe("day");
  });

  it.each(["javascript:window.hacked=1", "1", "999999", "2026", "Nov 1", "+275760-09-13T00:00:00Z"])("are not guessed from %j", (text) => {
    expect(timesOf({ from: text, to: text }, NOW)).toEqual(timesOf({}, NOW));
  });

  it("are counted in whole steps from the first to the last, empty ones too", () => {
    const { from, end, span } = timesOf({ from: "2026-11-27T22:30:00Z", to: "2026-11-28T01:10:00Z" }, NOW);
    expect(steps(from, end, span).map((at) => new Date(at).toISOString().slice(11, 13))).toEqual(["22", "23", "00", "01"]);
  });
});

describe("an episode's interaction", () => {
  const user = { role: "user", content: "Where is it?" };
  const answer = { role: "assistant", content: "On its way." };
  const more = { role: "user", content: "Thank you." };

  it("adds what was not said before it", () => {
    expect(added([[user, answer] as never], [user, answer, more])).toMatchObject({ branch: false, messages: [{ content: "Thank you." }] });
    expect(added([], [user])).toMatchObject({ branch: false, messages: [{ content: "Where is it?" }] });
  });

  it("that begins anew is another branch", () => {
    expect(added([[user, answer] as never], [more]).branch).toBe(true);
  });
});

describe("a difference", () => {
  it("says what both say, and what only one does", () => {
    const pieces = difference("the M5 bolts are sent", "the M4 bolts are sent");
    expect(pieces.map((piece) => `${piece.in}:${piece.text}`)).toEqual(["both:the ", "first:M5", "second:M4", "both: bolts are sent"]);
  });

  it.each([
    ["", ""],
    ["a", ""],
    ["", "b"],
    ["a b", "b a"],
  ])("of %j and %j leaves neither out", (one, other) => {
    const pieces = difference(one, other);
    const of = (where: string) => pieces.flatMap((piece) => (piece.in === "both" || piece.in === where ? [piece.text] : [])).join("");
    expect([of("first"), of("second")]).toEqual([one, other]);
  });
});

it("a waterfall has each try after the one before it, and the wait for the first token", () => {
  const attempts = [
    { deployment: "desk", outcome: "timed_out", latency_ms: 200 },
    { deployment: "large", outcome: "ok", latency_ms: 800 },
  ];
  const rows = spans({ attempts, first_token_ms: 500, latency_ms: 1000 });
  expect(rows.map(({ name, from, to, tone }) => [name, from, to, tone])).toEqual([
    ["desk: timed_out", 0, 200, "bad"],
    ["large", 200, 1000, "plain"],
    ["to the first token", 0, 500, "accent"],
    ["tokens", 500, 1000, "plain"],
    ["all", 0, 1000, "plain"],
  ]);
});

it.each([
  ["boolean", "", true],
  ["boolean", "false", false],
  ["number", "4.5", 4.5],
  ["number", "four", undefined],
  ["number", " ", undefined],
  ["text", " fine ", "fine"],
  ["category", "", "low"],
] as const)("a value of %s, %j, is read as %j", (type, text, value) => {
  expect(readValue({ type, categories: ["low", "high"] } as unknown as Metric, text)).toBe(value);
});
