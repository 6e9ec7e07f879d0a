// Whether the server answers: one lost request decides nothing, an outage is waited out, and streams go on from what they said last.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { answered, doubt, isAway, outlasted } from "@/api/reach";
import { follow } from "@/api/stream";

let there = true;
let asked = 0;

beforeEach(() => {
  vi.useFakeTimers();
  there = true;
  asked = 0;
  vi.stubGlobal("fetch", async () => {
    asked += 1;
    if (!there) throw new TypeError("Failed to fetch");
    return new Response("{}");
  });
});

afterEach(() => {
  answered();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("believes the server, not the lost request", async () => {
  expect(await doubt()).toBe(true);
  expect(isAway()).toBe(false);
});

it("asks once for many that got no answer", async () => {
  there = false;
  await Promise.all([doubt(), doubt(), doubt()]);
  expect(isAway()).toBe(true);
  expect(asked).toBe(1);
});

it("asks ever more rarely, and never more than fifteen seconds and a fifth apart", async () => {
  there = false;
  await doubt();
  await vi.advanceTimersByTimeAsync(7_000);
  const early = asked;
  expect(early).toBeGreaterThanOrEqual(3);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(asked - early).toBeGreaterThanOrEqual(6);
  expect(asked - early).toBeLessThanOrEqual(12);
});

it("is back by itself, and tells who waited", async () => {
  there = false;
  let back: boolean | undefined;
  void outlasted().then((was) => {
    back = was;
  });
  await vi.advanceTimersByTimeAsync(500);
  expect([isAway(), back]).toEqual([true, undefined]);
  there = true;
  await vi.advanceTimersByTimeAsync(2_000);
  expect([isAway(), back]).toEqual([false, true]);
});

it("is back with the first answer to anybody", async () => {
  there = false;
  await doubt();
  answered();
  expect(isAway()).toBe(false);
});

class FakeSource {
  static readonly CLOSED = 2;
  static readonly OPEN = 1;
  static all: FakeSource[] = [];
  readyState = 0;
  onopen: () => void = () => undefined;
  onerror: () => void = () => undefined;
  private heard = new Map<string, (event: unknown) => void>();
  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }
  addEventListener(name: string, act: (event: unknown) => void) {
    this.heard.set(name, act);
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
  say(name: string, data: string, lastEventId: string) {
    this.heard.get(name)?.({ data, lastEventId });
  }
  refuse() {
    this.readyState = FakeSource.CLOSED;
    this.onerror();
  }
}

it("goes on after a refusal from the last event, and gives up on a server that is there and goes on refusing", async () => {
  FakeSource.all = [];
  vi.stubGlobal("EventSource", FakeSource);
  const heard: unknown[] = [];
  const stop = follow(
    "/stream?after=3",
    ["log"],
    (_, body) => heard.push(body),
    () => undefined,
  );
  FakeSource.all[0]?.say("log", '{"seq": 7}', "7");
  FakeSource.all[0]?.say("log", "no json", "8");
  expect(heard).toEqual([{ seq: 7 }]);
  for (let time = 0; time < 10; time += 1) {
    FakeSource.all.at(-1)?.refuse();
    await vi.advanceTimersByTimeAsync(100_000);
  }
  expect(FakeSource.all.map((source) => source.url)).toEqual(["/stream?after=3", ...Array(5).fill("/stream?after=8")]);
  stop();
});

it("opens again at once when the server is back from having been away", async () => {
  FakeSource.all = [];
  vi.stubGlobal("EventSource", FakeSource);
  const stop = follow(
    "/stream?after=0",
    ["log"],
    () => undefined,
    () => undefined,
  );
  there = false;
  FakeSource.all[0]?.refuse();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([isAway(), FakeSource.all.length]).toEqual([true, 1]);
  answered();
  expect(FakeSource.all.length).toBe(2);
  stop();
});
