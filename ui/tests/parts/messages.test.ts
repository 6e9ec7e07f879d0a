// Conversations fold tool calls to a line, each beside its answer.
import { expect, it } from "vitest";
import { line, type Message, messagesOf, readable, said } from "@/parts/conversation/messages";

const call = (id: string, name: string) => ({ id, name, arguments: { n: 1 } });

it("puts an answer beside its call, by id, whatever the order", () => {
  const messages: Message[] = [
    { role: "assistant", content: "", tool_calls: [call("a", "one"), call("b", "two")] },
    { role: "tool", content: "second", tool_call_id: "b" },
    { role: "tool", content: "first", tool_call_id: "a" },
  ];
  expect(said(messages)).toHaveLength(1);
  expect(said(messages)[0]?.calls.map((one) => [one.name, one.answer])).toEqual([
    ["one", "first"],
    ["two", "second"],
  ]);
});

it("takes the oldest call without an answer where there are no ids", () => {
  const messages: Message[] = [
    { role: "assistant", content: "", tool_calls: [call("", "one"), call("", "two")] },
    { role: "tool", content: "first" },
  ];
  expect(said(messages)[0]?.calls.map((one) => one.answer)).toEqual(["first", undefined]);
});

it("shows an answer that nobody asked for, rather than losing it", () => {
  expect(said([{ role: "tool", content: "stray", name: "lookup", tool_call_id: "z" }])).toEqual([
    { role: "tool", text: "", calls: [{ name: "lookup", arguments: {}, answer: "stray" }] },
  ]);
});

it("does not answer a call of an earlier turn after the user spoke", () => {
  const turns = said([
    { role: "assistant", content: "", tool_calls: [call("", "one")] },
    { role: "user", content: "hello?" },
    { role: "tool", content: "late" },
  ]);
  expect(turns.map((turn) => turn.calls.map((one) => one.answer))).toEqual([[undefined], [], ["late"]]);
});

it("writes a call in a line, and JSON for reading", () => {
  expect(line({ name: "find", arguments: { number: "A-1", exact: true }, answer: undefined })).toBe('find(number="A-1", exact=true)');
  expect(line({ name: "", arguments: {}, answer: undefined })).toBe("(malformed call)()");
  expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(readable("12 bolts")).toBe("12 bolts");
});

it("reads the shape of OpenAI, and whatever a model made of it", () => {
  const call = (args: unknown) => ({ id: "", type: "function", function: { name: "find", arguments: args } });
  const [message] = messagesOf([
    { role: "assistant", content: null, tool_calls: [call('{"n": 1}'), call("{broken"), call('"text"'), call(null)] },
  ]);
  expect(message?.content).toBe("");
  expect(message?.tool_calls?.map((one) => one.arguments)).toEqual([{ n: 1 }, { "(text)": "{broken" }, { "(text)": '"text"' }, {}]);
});

it.each([null, "text", [null, 3, []], [{}], [{ role: "alien", content: [{ type: "image" }], tool_calls: [null, "x", {}] }]])(
  "never fails on %j",
  (raw) => {
    expect(() => said(messagesOf(raw))).not.toThrow();
  },
);
