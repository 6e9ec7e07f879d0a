// SecretOnce: something that is shown now and never again.
import { Check, Copy } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { useCopy } from "@/parts/Small";
import own from "./settings.module.css";

export function SecretOnce({
  title,
  secret,
  onClose,
  children,
}: {
  title: string;
  secret: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const { copied, copy } = useCopy();
  return (
    <Dialog title={title} open onClose={onClose}>
      <p>{children}</p>
      <div className={own.secret}>
        <code>{secret}</code>
      </div>
      <Actions>
        <Button onClick={() => copy(secret)}>
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {copied ? "Copied" : "Copy"}
        </Button>
        <Button onClick={onClose}>I have kept it</Button>
      </Actions>
    </Dialog>
  );
}
