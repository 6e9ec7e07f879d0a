// Tip: what a thing is called, or says in full, on hover and on focus.
import { Tooltip } from "radix-ui";
import type { ReactElement } from "react";
import css from "./overlay.module.css";
import { Key } from "./Small";

export function Tip({ text, keys, children }: { text: string; keys?: string | undefined; children: ReactElement }) {
  return (
    <Tooltip.Root delayDuration={400}>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={css.tip} sideOffset={6} collisionPadding={8}>
          {text}
          {keys ? <Key>{keys}</Key> : null}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
