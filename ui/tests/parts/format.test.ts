// Numbers, times and ids are written as people read them.
import { describe, expect, it } from "vitest";
import { ago, bytes, count, duration, moment, number, percent, shortId, signed, words } from "@/parts/format";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [512, "512"],
    [12048, "12,048"],
    [2.34567, "2.35"],
    [0.09123, "0.091"],
    [-0.5, "−0.500"],
    [3.2e-6, "3.2e−6"],
    [5e-6, "5e−6"],
    [-4.5e12, "−4.5e12"],
    [99.96, "100.0"],
    [Number.NaN, "not a number"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("%d is %s", (value, text) => {
    expect(number(value)).toBe(text);
  });

  it("never shows a minus before a zero", () => {
    expect(number(-0.001, 2)).toBe("0.00");
    expect(signed(0.001, 2)).toBe("0.00");
  });

  it("signs a difference both ways", () => {
    expect(signed(0.042, 2)).toBe("+0.04");
    expect(signed(-0.042, 2)).toBe("−0.04");
  });

  it("shows a share below one per cent", () => {
    expect(percent(0.62)).toBe("62 %");
    expect(percent(0.004)).toBe("0.4 %");
    expect(percent(0)).toBe("0 %");
  });

  it("counts and sizes stay short", () => {
    expect([9812, 12_400, 3_100_000, 7.2e9].map(count)).toEqual(["9,812", "12.4k", "3.1M", "7.2B"]);
    expect([999, 1200, 999_999, 1.2e9].map(bytes)).toEqual(["999 B", "1.2 kB", "1000 kB", "1.2 GB"]);
  });
});

describe("times", () => {
  const now = new Date("2026-03-09T12:00:00Z");

  it.each([
    [3, "just now"],
    [42, "42 s ago"],
    [200, "3 min ago"],
    [7300, "2 h ago"],
    [90_000, "1 d ago"],
    [-7300, "in 2 h"],
    [86_400 * 100, "3 mo ago"],
    [86_400 * 800, "2 y ago"],
  ])("%d s before is %s", (seconds, text) => {
    expect(ago(new Date(now.getTime() - seconds * 1000), now)).toBe(text);
  });

  it.each([
    [0.42, "0.4 s"],
    [12, "12 s"],
    [200, "3 min 20 s"],
    [7500, "2 h 5 min"],
    [3600, "1 h"],
    [86_400 * 3 + 4 * 3600, "3 d 4 h"],
  ])("%d s last %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it("tells a moment with its offset", () => {
    expect(moment(now)).toMatch(/^2026-03-09 \d\d:00:00 [+−]\d\d:\d\d$/);
  });
});

it("shortens an id to its kind and its end, as the beginning is the time", () => {
  expect(shortId("run_01989e2f7c4a7d21b0a94f2c1a")).toBe("run_4f2c1a");
  expect(shortId("tiny")).toBe("tiny");
});

it("says a field's name in words", () => {
  expect(words("learning_rate_floor")).toBe("Learning rate floor");
});
