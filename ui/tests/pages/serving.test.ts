// What the pages of serving compute: shares, prompts, changes of an alias, the lines that call it, answers as they come.
import { describe, expect, it } from "vitest";
import { NOTHING, taken } from "@/api/chat";
import type { Alias, AliasState } from "@/api/types";
import { readSplits } from "@/pages/datasets/BuildDataset";
import { argumentsFor, BLANK, readSheet, sheetOf } from "@/pages/playground/asked";
import { callingWays } from "@/pages/serving/calling";
import { differences } from "@/pages/serving/changes";
import { draftOf, readDraft } from "@/pages/serving/draft";
import { pointed } from "@/pages/serving/serves";
import { namesIn, pieces } from "@/pages/serving/template";

const SETTINGS = {
  prompt: null,
  defaults: {},
  timeout_s: 600,
  first_token_s: null,
  retries: 2,
  strict: false,
  record: true,
  tokens: false,
  limits: { requests_per_minute: null, tokens_per_minute: null, usd_per_day: null, concurrent: null },
};
const ALIAS = { shares: [{ deployment: "desk", weight: 1 }], fallbacks: [], settings: SETTINGS, description: "" } as unknown as Alias;

it("shares are told in per cent, the largest first", () => {
  expect(
    pointed([
      { deployment: "next", weight: 1 },
      { deployment: "desk", weight: 9 },
    ]),
  ).toBe("desk 90 %, next 10 %");
  expect(pointed([{ deployment: "desk", weight: 3 }])).toBe("desk");
});

describe("a prompt", () => {
  it("has its arguments between braces, and doubled braces are one", () => {
    expect(pieces("Hi {name}, {{keep}} {Not} {name}")).toEqual([
      { text: "Hi ", argument: false },
      { text: "name", argument: true },
      { text: ", {keep} {Not} ", argument: false },
      { text: "name", argument: true },
    ]);
    expect(namesIn("Hi {name}, {{keep}} {name} {age}")).toEqual(["name", "age"]);
  });
});

describe("a change of an alias", () => {
  it("is the alias itself where nothing is changed", () => {
    const { changes, problems } = readDraft(draftOf(ALIAS));
    expect(problems).toEqual([]);
    expect(changes).toEqual({ shares: ALIAS.shares, fallbacks: [], settings: SETTINGS, description: "" });
  });

  it("has the arguments that its prompt names, with their types, and no others", () => {
    const draft = { ...draftOf(ALIAS), prompt: "For {name}, {age}", types: { age: "integer", gone: "number" } as const };
    expect(readDraft(draft).changes.settings?.prompt).toEqual({ text: "For {name}, {age}", arguments: { name: "string", age: "integer" } });
  });

  it.each([
    [{ shares: [{ deployment: "desk", weight: "0" }] }, "shares.0"],
    [{ shares: [{ deployment: "desk", weight: "much" }] }, "shares.0"],
    [{ shares: [{ deployment: "", weight: "1" }] }, "shares.0"],
    [{ shares: [] }, "shares"],
    [
      {
        shares: [
          { deployment: "desk", weight: "1" },
          { deployment: "desk", weight: "2" },
        ],
      },
      "shares",
    ],
    [{ settings: { ...draftOf(ALIAS).settings, retries: "eleven" } }, "settings.retries"],
  ])("that cannot be is told at its field: %j", (change, path) => {
    expect(readDraft({ ...draftOf(ALIAS), ...change }).problems.map((one) => one.path)).toContain(path);
  });

  it("is told field by field", () => {
    const before = ALIAS as AliasState;
    const after = {
      ...before,
      fallbacks: ["large"],
      settings: { ...SETTINGS, tokens: true, limits: { ...SETTINGS.limits, concurrent: 4 } },
    };
    expect(differences(before, after as AliasState)).toEqual([
      { what: "Fallbacks", before: "none", after: "large" },
      { what: "Tokens", before: "off", after: "on" },
      { what: "Limit: concurrent", before: "none", after: "4" },
    ]);
  });
});

it("the lines that call an alias have the gateway, the name and the arguments of its prompt", () => {
  const ways = callingWays("http://127.0.0.1:7071/v1", "desk/agent", { text: "{n}", arguments: { n: "integer" } });
  expect(ways.openai).toContain('base_url="http://127.0.0.1:7071/v1"');
  expect(ways.openai).toContain('model="desk/agent"');
  expect(ways.openai).toContain('"arguments": {"n": 1}');
  expect(ways.anthropic).toContain('base_url="http://127.0.0.1:7071"');
  expect(ways.curl).toContain("curl http://127.0.0.1:7071/v1/chat/completions");
});

describe("an answer that comes in pieces", () => {
  const chunk = (delta: unknown, finish: string | null = null) => ({ choices: [{ delta, finish_reason: finish }] });

  it("is gathered: text, tool calls by their index, usage, how it ended", () => {
    const chunks = [
      chunk({ role: "assistant", content: "Let me " }),
      chunk({ content: "look." }),
      chunk({ tool_calls: [{ index: 0, id: "c1", function: { name: "find", arguments: '{"a"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ":1}" } }] }),
      chunk({}, "tool_calls"),
      { choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } },
    ];
    expect(chunks.reduce<typeof NOTHING>((now, one) => taken(now, one, "delta"), NOTHING)).toMatchObject({
      text: "Let me look.",
      calls: [{ id: "c1", name: "find", arguments: '{"a":1}' }],
      finish: "tool_calls",
      tokens: { input: 7, output: 3 },
    });
  });

  it("that breaks off says so, and what is no chunk changes nothing", () => {
    expect(taken(NOTHING, { error: { message: "gone", code: "upstream" } }, "delta").failed?.message).toBe("gone");
    for (const odd of [undefined, null, 3, "x", [], { choices: {} }, { choices: [null] }])
      expect(taken(NOTHING, odd, "delta")).toEqual(NOTHING);
  });
});

describe("what the playground asks", () => {
  it("is what an interaction asked, when it is replayed", () => {
    const messages = [
      { role: "user", content: "Where?" },
      { role: "assistant", content: null, tool_calls: [{ id: "c1" }] },
      { role: "tool", tool_call_id: "c1", content: "{}" },
    ];
    const request = { messages, tools: [{ type: "function" }], temperature: 0.2 };
    expect(readSheet(sheetOf(request)).body).toEqual({ ...request, stream: true });
  });

  it("tells what is no number and no JSON", () => {
    const { problems } = readSheet({ ...BLANK, temperature: "warm", tools: "[", schema: "{}" });
    expect(problems.map((one) => one.path)).toEqual(["temperature", "tools"]);
  });

  it("has arguments of the types that prompts take", () => {
    expect(argumentsFor({ name: "string", n: "integer", ok: "boolean" }, { name: "7", n: "7", ok: "true" })).toEqual({
      name: "7",
      n: 7,
      ok: true,
    });
  });
});

it.each([
  ["80 / 10 / 10", { train: 0.8, dev: 0.1, test: 0.1 }],
  ["100,0,0", { train: 1, dev: 0, test: 0 }],
  ["80 10", undefined],
  ["90 10 10", undefined],
  ["a b c", undefined],
])("splits %j are %j", (text, splits) => {
  expect(readSplits(text)).toEqual(splits);
});
