// Prompt: a prompt template as it is read, its arguments marked where they go in.
import type { AliasSettings } from "@/api/types";
import page from "@/parts/page.module.css";
import { Chip } from "@/parts/Small";
import own from "./serving.module.css";
import { pieces } from "./template";

type Template = NonNullable<AliasSettings["prompt"]>;

export function Prompt({ prompt }: { prompt: Template }) {
  const names = Object.entries(prompt.arguments ?? {});
  return (
    <>
      <p className={own.filled}>
        {pieces(prompt.text).map((piece, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone
          piece.argument ? <mark key={index}>{piece.text}</mark> : piece.text,
        )}
      </p>
      {names.length ? (
        <p className={page.acts}>
          {names.map(([name, type]) => (
            <Chip key={name}>
              {name} · {type}
            </Chip>
          ))}
        </p>
      ) : null}
    </>
  );
}
