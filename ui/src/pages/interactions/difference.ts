// The difference of two texts by words: what both say, what only the one, what only the other. Pure.

export interface Piece {
  text: string;
  in: "both" | "first" | "second";
}

const LONGEST = 1200;

/** By the longest common run of words; texts that are too long for it are told apart whole. */
export function difference(one: string, other: string): Piece[] {
  const [a, b] = [split(one), split(other)];
  if (a.length > LONGEST || b.length > LONGEST) {
    return one === other
      ? [{ text: one, in: "both" }]
      : [
          { text: one, in: "first" },
          { text: other, in: "second" },
        ];
  }
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      if (row) row[j] = a[i] === b[j] ? (table[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  const out: Piece[] = [];
  const put = (text: string, where: Piece["in"]) => {
    const last = out.at(-1);
    if (last?.in === where) last.text += text;
    else out.push({ text, in: where });
  };
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      put(a[i] ?? "", "both");
      i += 1;
      j += 1;
    } else if ((table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)) {
      put(a[i] ?? "", "first");
      i += 1;
    } else {
      put(b[j] ?? "", "second");
      j += 1;
    }
  }
  for (; i < a.length; i += 1) put(a[i] ?? "", "first");
  for (; j < b.length; j += 1) put(b[j] ?? "", "second");
  return out;
}

function split(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}
