// Dialog, and Confirm: an act that cannot be taken back names what it will do and to what.
import { type ReactNode, useId, useState } from "react";
import { Button } from "./Button";
import { Failure } from "./Failure";
import { Modal } from "./Modal";
import css from "./overlay.module.css";

export function Dialog({
  title,
  open,
  wide = false,
  onClose,
  children,
}: {
  title: string;
  open: boolean;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <Modal open={open} onClose={onClose} className={`${css.dialog} ${wide ? css.wide : ""}`} labelledBy={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </Modal>
  );
}

export function Actions({ children }: { children: ReactNode }) {
  return <div className={css.actions}>{children}</div>;
}

/** Asks before an act: `act` is the word on the button, `children` what will happen to what. It stays open with the error if it fails. */
export function Confirm({
  title,
  act,
  danger = true,
  open,
  onClose,
  onConfirm,
  children,
}: {
  title: string;
  act: string;
  danger?: boolean;
  open: boolean;
  onClose: () => void;
  onConfirm: () => Promise<unknown>;
  children: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    setError(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} open={open} onClose={close}>
      <p>{children}</p>
      {error ? <Failure error={error} /> : null}
      <Actions>
        <Button onClick={close}>Leave it</Button>
        <Button kind={danger ? "danger" : "plain"} disabled={busy} onClick={confirm}>
          {act}
        </Button>
      </Actions>
    </Dialog>
  );
}
