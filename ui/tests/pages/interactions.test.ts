// What the pages of interactions compute: terms in the address, times, what an interaction added, differences, waterfalls.
import { describe, expect, it } from "vitest";
import type { Filter, Metric } from "@/api/types";
import { difference } from "@/pages/interactions/difference";
import { readValue } from "@/pages/interactions/GiveFeedback";
import { added } from "@/pages/interactions/history";
import { expression, partsOf, readFilter, writeFilter } from "@/pages/interactions/nested";
import { askedOf, conditionOf, filterOf, parseTerms, type Term, toggled, told, writeTerms } from "@/pages/interactions/terms";
import { steps, timesOf } from "@/pages/interactions/times";
import { spans } from "@/pages/interactions/Waterfall";

const TERMS: Term[] = [
  { field: "status", op: "=", values: ["error", "partial"] },
  { field: "tag:intent", op: "!=", values: ["a|b;c=d %"] },
  { field: "latency_ms", op: ">=", values: ["2000"] },
  { field: "outcome:resolved", op: "!?", values: [] },
];

const IS_OK: Filter = { field: "status", op: "eq", value: "ok" };
const NESTED: Filter[] = [{ any: [IS_OK, { field: "latency_ms", op: "gt", value: 2000 }] }, { none: [{ all: [IS_OK] }] }];
/** Conditions that a term would change: a flag, a number, or a text that looks like one; an empty text. */
const EXACT: Filter[] = [
  { field: "stream", op: "eq", value: true },
  { field: "cached_tokens", op: "gt", value: 5 },
  { field: "metric:tone", op: "eq", value: "true" },
  { field: "tag:intent", op: "eq", value: "" },
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

  it("come back from a saved filter, with the parts that are no terms as they were", () => {
    const asked = { terms: TERMS, text: "bolts", from: "2026-11-01T00:00:00.000Z", to: "2026-11-02T00:00:00.000Z" };
    expect(askedOf(filterOf(asked))).toEqual(asked);
    for (const filter of NESTED) expect(askedOf(filter)).toEqual({ terms: [], also: filter });
    const mixed = { all: [...partsOf(filterOf(asked)), ...NESTED] };
    expect(askedOf(mixed)).toEqual({ ...asked, also: { all: NESTED } });
    expect(filterOf(askedOf(mixed))).toEqual(mixed);
  });

  it("say exactly what a saved condition says, or leave it as it is", () => {
    for (const condition of EXACT) {
      const asked = askedOf(condition);
      expect(asked).toEqual({ terms: [], also: condition });
      expect(filterOf(asked)).toEqual({ all: [condition] });
    }
    expect(askedOf({ field: "latency_ms", op: "gt", value: 5 })).toEqual({ terms: [{ field: "latency_ms", op: ">", values: ["5"] }] });
    const until: Filter = { field: "started_at", op: "lt", value: "2026-11-02T00:00:00.000Z" };
    expect(filterOf(askedOf(until))).toEqual({ all: [until] });
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

describe("nested filters", () => {
  it("are told as one expression", () => {
    expect(NESTED.map((filter) => expression(filter))).toEqual(["Status is ok or Latency > 2,000 ms", "not Status is ok"]);
    expect(
      expression({ all: [...NESTED, { field: "outcome:resolved", op: "eq", value: false }, { field: "text", op: "has", value: "m4" }] }),
    ).toBe("(Status is ok or Latency > 2,000 ms) and not Status is ok and Resolved is no and says “m4”");
    expect(expression({ none: [IS_OK, { all: [IS_OK, IS_OK] }] })).toBe("none of (Status is ok, (Status is ok and Status is ok))");
    expect(expression({ all: [] })).toBe("everything");
  });

  it("come out of an address as they went in", () => {
    for (const filter of NESTED) expect(readFilter(writeFilter(filter))).toEqual({ filter });
  });

  it.each([
    ["{", "is no JSON"],
    ["[]", "the filter is no object"],
    ["null", "is no object"],
    ["{}", "has a field, or one of all, any, none"],
    ['{"all": [], "any": []}', "or one of"],
    ['{"any": []}', "any is empty"],
    ['{"all": {}}', "all is no list"],
    ['{"all": [{"field": "status"}, {"none": [7]}]}', "the filter, all 2, none 1 is no object"],
    ['{"field": 7}', "its field is no text"],
    ['{"all":['.repeat(10) + "]}".repeat(10), "8 groups deep"],
  ])("that are none are told by their place: %s", (text, problem) => {
    expect(readFilter(text).problem).toContain(problem);
  });

  it("are left out at a level that has not all of their fields", () => {
    const [also] = NESTED;
    expect(filterOf({ terms: [], also }, "interactions")).toEqual({ all: [also] });
    expect(filterOf({ terms: [], also }, "episodes")).toEqual({ all: [] });
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
