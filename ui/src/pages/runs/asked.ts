// Asked: what is typed into the search of runs, as the API takes it. Pure.

/** Words with an `=` are tags; the rest is in the name, or begins the id. */
export function asked(text: string | undefined): { text: string | undefined; tag: string[] } {
  const words = (text ?? "").split(/\s+/).filter(Boolean);
  const tags = words.filter((word) => /^[^=]+=.+$/.test(word));
  return { text: words.filter((word) => !tags.includes(word)).join(" ") || undefined, tag: tags };
}
