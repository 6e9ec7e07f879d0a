// recipeName: what a recipe may be called: lower-case letters, digits, `_` and `-`, the first of them a letter.

/** The nearest name to a text, or to a file's name. */
export function recipeName(text: string): string {
  return text
    .replace(/\.py$/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "_")
    .replace(/^[^a-z]+/, "")
    .slice(0, 63);
}
