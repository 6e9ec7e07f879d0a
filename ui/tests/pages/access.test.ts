// What pages of access show: periods, shares and limits of quotas; what saving a role changes, and who may.
import { describe, expect, it } from "vitest";
import type { Matrix, Quota } from "@/api/types";
import { firstFree, readMost, standing, startsAnew } from "@/pages/quotas/quota";
import { barred, difference, draftOf, picked } from "@/pages/roles/draft";
import { roleWays } from "@/pages/ways";

describe("a quota", () => {
  it.each([
    ["minute", "2026-12-31T23:59:00Z", "2027-01-01T00:00:00.000Z"],
    ["hour", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00.000Z"],
    ["day", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00.000Z"],
    ["month", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00.000Z"],
  ] as const)("of a %s that began at %s starts anew at %s", (period, starts_at, anew) => {
    expect(startsAnew({ period, starts_at }).toISOString()).toBe(anew);
  });

  it.each([
    [0, 10, "free"],
    [7.9, 10, "free"],
    [8, 10, "nearly used up"],
    [10, 10, "used up"],
    [12, 10, "used up"],
    [0, 0, "used up"],
  ])("with %d of %d used is %s", (used, most, word) => {
    expect(standing({ used, most }).word).toBe(word);
  });

  it.each([
    ["24", { most: 24 }],
    [" 2,500,000 ", { most: 2_500_000 }],
    ["1e6", { most: 1_000_000 }],
    ["0", { most: 0 }],
    ["", { problem: "Nothing is not a number" }],
    ["many", { problem: "many is not a number" }],
    ["Infinity", { problem: "Infinity is not a number" }],
    ["-1", { problem: "A limit is 0 or more" }],
    ["1e16", { problem: "A limit is at most 1e15" }],
  ])("reads %j", (text, read) => {
    expect(readMost(text)).toEqual(read);
  });

  it("offers what has no limit yet", () => {
    const there = [{ kind: "run_hours", period: "day" }] as Quota[];
    expect(firstFree([])).toEqual({ kind: "run_hours", period: "day" });
    expect(firstFree(there)).toEqual({ kind: "run_hours", period: "month" });
  });
});

describe("a role", () => {
  const matrix = { permissions: ["runs.read", "runs.write", "keys.read"], sentences: {}, groups: {}, roles: {} } as Matrix;
  const before = draftOf({ permissions: ["runs.read", "keys.read"], description: "old" }, "x");

  it("says what saving changes, in the order of the matrix", () => {
    expect(difference(matrix, before, before)).toBeUndefined();
    const after = { ...before, permissions: picked(picked(before.permissions, ["keys.read"], false), ["runs.write"], true) };
    expect(difference(matrix, before, after)).toEqual({ added: ["runs.write"], removed: ["keys.read"], said: false });
    expect(difference(matrix, before, { ...before, description: "new" })).toEqual({ added: [], removed: [], said: true });
  });

  it("is changed by who may all that it may, and roles.write", () => {
    const role = { builtin: false, permissions: ["runs.read", "keys.read"] };
    expect(barred(role, new Set(["roles.write", "runs.read", "keys.read"]))).toBeUndefined();
    expect(barred(role, new Set(["runs.read", "keys.read"]))).toContain("roles.write");
    expect(barred(role, new Set(["roles.write", "runs.read"]))).toContain("keys.read");
    expect(barred({ ...role, builtin: true }, new Set(["roles.write"]))).toContain("Every installation");
  });

  it("as code keeps words that a shell would read otherwise", () => {
    const ways = roleWays("operator", ["runs.read"], "it's $HOME");
    expect(ways.CLI).toBe("burnish roles set operator \\\n  runs.read --description 'it'\\''s $HOME'");
    expect(ways.Python).toContain('client.roles.set("operator", [\n    "runs.read",\n], "it\'s $HOME")');
  });
});
