// What charts draw: joined, smoothed, placed and said rightly.
import { describe, expect, it } from "vitest";
import { extent, join, last, placed, type Series, smooth, spoken, thinned } from "@/parts/chart/series";

const one = (x: number[], y: (number | null)[]): Series => ({ id: "a", label: "run a", colour: "--series-1", x, y });

describe("joining", () => {
  it("puts series with different steps on one axis, with gaps", () => {
    const { x, ys } = join([one([0, 2], [1, 3]), one([1, 2], [5, 6])]);
    expect(x).toEqual([0, 1, 2]);
    expect(ys).toEqual([
      [1, null, 3],
      [null, 5, 6],
    ]);
  });

  it("makes a gap of what is no number", () => {
    expect(join([one([0, 1], [Number.NaN, 2])]).ys).toEqual([[null, 2]]);
  });
});

describe("smoothing", () => {
  it("leaves values alone at 0", () => {
    expect(smooth([1, 5, 2], 0)).toEqual([1, 5, 2]);
  });

  it("keeps a constant constant from the first value on", () => {
    for (const value of smooth([3, 3, 3, 3], 0.9)) expect(value).toBeCloseTo(3, 12);
  });

  it("begins at the first value and passes gaps", () => {
    const out = smooth([10, null, 0], 0.5);
    expect(out[0]).toBeCloseTo(10, 12);
    expect(out[1]).toBeNull();
    expect(out[2]).toBeCloseTo(10 / 3, 12);
  });
});

describe("labels", () => {
  it("stay where they wish if there is room", () => {
    expect(placed([10, 100], 16, 0, 200)).toEqual([10, 100]);
  });

  it("move apart, keep their order and stay inside", () => {
    const out = placed([100, 98, 99], 16, 0, 110);
    const sorted = [...out].sort((a, b) => a - b);
    expect(sorted[2]).toBeLessThanOrEqual(110);
    expect((sorted[1] ?? 0) - (sorted[0] ?? 0)).toBeGreaterThanOrEqual(16);
    expect((sorted[2] ?? 0) - (sorted[1] ?? 0)).toBeGreaterThanOrEqual(16);
    expect(out[1]).toBeLessThan(out[2] ?? 0);
    expect(out[2]).toBeLessThan(out[0] ?? 0);
  });
});

it("finds the last value that is one", () => {
  expect(last(one([0, 1, 2], [4, 5, null]))).toEqual({ x: 1, y: 5 });
  expect(last(one([], []))).toBeUndefined();
});

it("bounds hold the bands, and only what is in sight", () => {
  const banded = { ...one([0, 1, 2], [1, 2, 9]), low: [0, 1, 8], high: [2, 3, 12] };
  expect(extent([banded])).toEqual([0, 12]);
  expect(extent([banded], [0, 1])).toEqual([0, 3]);
  expect(extent([])).toBeUndefined();
});

it("says a chart in a sentence", () => {
  expect(spoken("Reward", [one([0, 40], [0.1, 0.9])], "step")).toBe("Reward. run a: 0.900 at step 40, between 0.100 and 0.900.");
  expect(spoken("Reward", [], "step")).toBe("Reward: nothing yet.");
});

it("thins rows evenly, ends kept", () => {
  expect(thinned(3, 5)).toEqual([0, 1, 2]);
  expect(thinned(101, 3)).toEqual([0, 50, 100]);
});
