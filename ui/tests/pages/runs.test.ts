// What pages of runs show: charts from rows, differences of specs, episodes side by side, code with only what differs.
import { describe, expect, it } from "vitest";
import type { RunMetrics } from "@/api/types";
import { ownAddress } from "@/pages/Login";
import { slug } from "@/pages/Projects";
import { abreast } from "@/pages/runs/abreast";
import { asked } from "@/pages/runs/asked";
import { charts, LOAD, marks } from "@/pages/runs/curves";
import { differences } from "@/pages/runs/differences";
import { rates } from "@/pages/runs/rates";
import { newRunWays, python, shell } from "@/pages/ways";
import { amount, list, parseSearch, words, writeSearch } from "@/search";

const run = { id: "run_1", name: "one", started_at: "2026-03-09T12:00:00Z" };
const row = (seq: number, step: number, values: Record<string, number>): RunMetrics => ({
  seq,
  step,
  loop: 0,
  at: `2026-03-09T12:00:${String(seq).padStart(2, "0")}Z`,
  values,
});

describe("charts", () => {
  const rows = [
    row(1, 0, { reward: 0.1, zeta: 1 }),
    row(2, 1, { reward: 0.2, "held_out/reward": 0.5, "held_out/reward_low": 0.4, "held_out/reward_high": 0.6 }),
    row(3, 2, { kl: 0.01, "load/cpu_percent": 170 }),
  ];

  it("begin with what people look at first, and bounds are bands of their metric", () => {
    expect(charts([{ run, rows }], "step").map((chart) => chart.metric)).toEqual([
      "reward",
      "held_out/reward",
      "kl",
      "load/cpu_percent",
      "zeta",
    ]);
    const [, heldOut] = charts([{ run, rows }], "step");
    expect(heldOut?.title).toBe("Held out · reward");
    expect(heldOut?.series[0]).toMatchObject({ x: [1], y: [0.5], low: [0.4], high: [0.6] });
  });

  it("know the load by its group, and letters that stand for words", () => {
    const found = charts([{ run, rows }], "step");
    expect(found.find((chart) => chart.group === LOAD)?.metric).toBe("load/cpu_percent");
    expect(found.find((chart) => chart.metric === "kl")?.title).toBe("KL");
  });

  it("by time count seconds from the start of the run", () => {
    expect(charts([{ run, rows }], "time")[0]?.series[0]?.x).toEqual([1, 2]);
  });

  it("keep a line for each run that logged it, in colours of their own", () => {
    const other = { ...run, id: "run_2" };
    const [reward] = charts(
      [
        { run, rows },
        { run: other, rows: rows.slice(0, 1) },
      ],
      "step",
    );
    expect(reward?.series.map((one) => one.id)).toEqual(["run_1", "run_2"]);
    expect(new Set(reward?.series.map((one) => one.colour)).size).toBe(2);
  });

  it("mark where a run went on", () => {
    const event = { seq: 1, at: "", attempt: 2, kind: "resumed", message: "", details: { step: 20 } };
    expect(marks([event, { ...event, kind: "checkpoint" }], "step")).toEqual([{ x: 20, label: "attempt 2" }]);
  });
});

describe("differences", () => {
  const specs = [
    { recipe: "grpo", config: { steps: 10, clip: 0.2 }, tags: [] },
    { recipe: "grpo", config: { steps: 20 }, tags: [] },
  ];

  it("are the fields whose values differ, missing ones too", () => {
    expect(differences(specs)).toEqual([
      { field: "config.steps", values: ["10", "20"] },
      { field: "config.clip", values: ["0.2", ""] },
    ]);
  });

  it("are followed by the rest if asked for", () => {
    expect(differences(specs, true).map((one) => one.field)).toEqual(["recipe", "config.steps", "config.clip", "tags"]);
  });
});

it("shows the most played scenario at its first, middle and last step", () => {
  const rows = [8, 0, 4, 12, 2].map((step) => ({ scenario: "a", step })).concat({ scenario: "b", step: 1 });
  expect(abreast(rows).map((one) => one.step)).toEqual([0, 4, 12]);
  expect(abreast([{ scenario: "a", step: 3 }])).toHaveLength(1);
  expect(abreast([])).toEqual([]);
});

it("takes words with an = for tags, and the rest for a name", () => {
  expect(asked("grpo  team=desk a=b=c")).toEqual({ text: "grpo", tag: ["team=desk", "a=b=c"] });
  expect(asked("= =x x=")).toEqual({ text: "= =x x=", tag: [] });
  expect(asked(undefined)).toEqual({ text: undefined, tag: [] });
});

describe("code", () => {
  it("has what was chosen and nothing else", () => {
    const ways = newRunWays("shop", { recipe: "grpo", env: { name: "desk" }, config: { learning_rate: 2e-6 }, options: {}, name: "" });
    expect(ways.Python).toContain('    "grpo",\n    env="desk",\n    config={"learning_rate": 0.000002},\n)');
    expect(ways.CLI).toBe("burnish runs create grpo --project shop \\\n  --env desk \\\n  --learning-rate 0.000002 \\\n  --watch");
    expect(ways.curl).toContain('-d \'{\n  "recipe": "grpo",\n  "env": {\n    "name": "desk"');
  });

  it("writes scenes, tags, alarms and fields that a flag's name is taken for as the command line takes them", () => {
    const ways = newRunWays("shop", {
      recipe: "grpo",
      env: { name: "desk", split: "dev" },
      config: { seed: 3 },
      options: { alarms: [{ metric: "reward", below: 0.1, above: null, steps: 5 }] },
      tags: { team: "a b" },
    });
    expect(ways.Python).toContain('env=EnvRef(name="desk", split="dev"),');
    expect(ways.CLI).toContain("--env desk \\\n  --split dev \\\n  --config-seed 3 \\\n  --alarms 'reward<0.1@5' \\\n  --tag 'team=a b'");
  });

  it("is written as each language writes it, whatever the text holds", () => {
    expect(python({ on: true, none: null, list: [1, "a"] })).toBe('{"on": True, "none": None, "list": [1, "a"]}');
    expect(shell("it's $(rm -rf)")).toBe("'it'\\''s $(rm -rf)'");
  });
});

describe("addresses", () => {
  it("read back as they were written, and hold nothing but words", () => {
    const search = { text: "a b&c=d", status: "failed" };
    expect(parseSearch(writeSearch({ ...search, empty: "", gone: undefined }))).toEqual(search);
    expect(words("text")({ text: "x", other: "y" })).toEqual({ text: "x" });
    expect(words("text")({ text: 3 })).toEqual({});
  });

  it("give numbers within bounds and lists without doubles", () => {
    expect([amount("0.5", 1, 0, 1), amount("9", 1, 0, 1), amount("x", 1, 0, 1), amount(undefined, 1, 0, 1)]).toEqual([0.5, 1, 1, 1]);
    expect(list("a,b,,a")).toEqual(["a", "b"]);
  });

  it.each(["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/login", ""])(
    "never lead away: %s",
    (next) => {
      expect(ownAddress(next)).toBe("/");
    },
  );

  it("lead back into the page", () => {
    expect(ownAddress("/p/shop/runs?open=run_1")).toBe("/p/shop/runs?open=run_1");
  });

  it("make a name of what people type", () => {
    expect(slug("Déjà Vu: 2nd Try")).toBe("deja-vu-2nd-try");
  });
});

it("shows as a rate what was logged with an interval: the reward first, greedy ones last", () => {
  const sampled = {
    errors: 0,
    resolved: 0.5,
    resolved_low: 0.4,
    resolved_high: 0.6,
    resolved_n: 64,
    reward: 0.4,
    reward_low: 0.3,
    reward_high: 0.5,
    reward_n: 64,
  };
  const greedy = {
    "greedy/resolved": 0.7,
    "greedy/resolved_low": 0.6,
    "greedy/resolved_high": 0.8,
    "greedy/resolved_n": 16,
    "greedy/errors": 0,
  };
  expect(rates([row(1, 0, { "load/cpu_percent": 90 }), row(2, 0, sampled), row(3, 1, greedy)])).toEqual([
    { name: "reward", greedy: false, mean: 0.4, low: 0.3, high: 0.5, n: 64 },
    { name: "resolved", greedy: false, mean: 0.5, low: 0.4, high: 0.6, n: 64 },
    { name: "resolved", greedy: true, mean: 0.7, low: 0.6, high: 0.8, n: 16 },
  ]);
});
