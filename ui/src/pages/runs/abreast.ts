// Abreast: which episodes to show side by side. Pure.

interface Placed {
  scenario: string;
  step: number;
}

/** Of the scenario that was played at the most steps, the first of the earliest step, of the middle one and of the latest. */
export function abreast<Row extends Placed>(rows: readonly Row[]): Row[] {
  const steps = new Map<string, Map<number, Row>>();
  for (const row of rows) {
    const known = steps.get(row.scenario) ?? new Map<number, Row>();
    if (!known.has(row.step)) known.set(row.step, row);
    steps.set(row.scenario, known);
  }
  const most = [...steps.values()].reduce((best, one) => (one.size > best.size ? one : best), new Map<number, Row>());
  const ordered = [...most.values()].sort((one, other) => one.step - other.step);
  const places = [...new Set([0, Math.floor((ordered.length - 1) / 2), ordered.length - 1])];
  return places.flatMap((place) => ordered[place] ?? []);
}
