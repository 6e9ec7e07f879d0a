// Differences between specs: every field by its path, with its value in each. Pure.

export interface Difference {
  field: string;
  /** A value for each spec; empty where it has none. */
  values: string[];
}

/** The fields whose values differ, or with `all` every field, in the order of the first spec that has them. */
export function differences(specs: readonly object[], all = false): Difference[] {
  const flat = specs.map((spec) => flattened(spec));
  const fields = [...new Set(flat.flatMap((one) => [...one.keys()]))];
  return fields
    .map((field) => ({ field, values: flat.map((one) => one.get(field) ?? "") }))
    .filter((row) => all || new Set(row.values).size > 1);
}

function flattened(value: object, path = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [name, inner] of Object.entries(value)) {
    const here = path ? `${path}.${name}` : name;
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
      for (const [deeper, text] of flattened(inner, here)) out.set(deeper, text);
    } else {
      out.set(here, typeof inner === "string" ? inner : JSON.stringify(inner ?? null));
    }
  }
  return out;
}
