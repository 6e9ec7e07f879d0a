// Prompt templates: where their arguments are, and what is wrong with them; the gateway fills them in by the same rule. Pure.

const PLACES = /\{\{|\}\}|\{([a-z_][a-z0-9_]{0,62})\}/g;

export interface Piece {
  text: string;
  argument: boolean;
}

/** The text in pieces: what stands as it is, and `{name}`. Doubled braces are one brace. */
export function pieces(text: string): Piece[] {
  const out: Piece[] = [];
  let last = 0;
  const plain = (part: string) => {
    const before = out.at(-1);
    if (before && !before.argument) before.text += part;
    else if (part) out.push({ text: part, argument: false });
  };
  for (const found of text.matchAll(PLACES)) {
    plain(text.slice(last, found.index));
    if (found[1] === undefined) plain(found[0].charAt(0));
    else out.push({ text: found[1], argument: true });
    last = found.index + found[0].length;
  }
  plain(text.slice(last));
  return out;
}

/** The names between braces, each once, in the order of the text. */
export function namesIn(text: string): string[] {
  return [...new Set(pieces(text).flatMap((piece) => (piece.argument ? [piece.text] : [])))];
}
