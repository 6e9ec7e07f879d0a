// Rates of an evaluation: what it logged as `x`, `x_low`, `x_high` and `x_n`, as rows of a table. Pure.
import type { RunMetrics } from "@/api/types";

export interface Rate {
  /** As it was logged, after `greedy/`. */
  name: string;
  /** Whether greedy decoding gave it. */
  greedy: boolean;
  mean: number;
  low: number;
  high: number;
  n: number;
}

const GREEDY = "greedy/";

/** Every number that was logged with an interval, in the order of the rows, the reward first. */
export function rates(rows: readonly RunMetrics[]): Rate[] {
  const found = rows.flatMap(({ values }) =>
    Object.entries(values).flatMap(([name, mean]) => {
      const [low, high, n] = [values[`${name}_low`], values[`${name}_high`], values[`${name}_n`]];
      if (low === undefined || high === undefined || n === undefined) return [];
      const greedy = name.startsWith(GREEDY);
      return [{ name: greedy ? name.slice(GREEDY.length) : name, greedy, mean, low, high, n }];
    }),
  );
  return found.sort((one, other) => Number(one.greedy) - Number(other.greedy) || first(one) - first(other));
}

function first(rate: Rate): number {
  return rate.name === "reward" ? 0 : 1;
}
