// Modal: the browser's own dialog. It keeps the focus inside, gives it back, closes on Esc, and needs no style of its own in the page,
// which the content security policy would refuse.
import { type ReactNode, useEffect, useRef } from "react";

export function Modal({
  open,
  onClose,
  className,
  label,
  labelledBy,
  children,
}: {
  open: boolean;
  onClose: () => void;
  className: string | undefined;
  label?: string;
  labelledBy?: string;
  children: ReactNode;
}) {
  return open ? (
    <Shown onClose={onClose} className={className} label={label} labelledBy={labelledBy}>
      {children}
    </Shown>
  ) : null;
}

function Shown({
  onClose,
  className,
  label,
  labelledBy,
  children,
}: {
  onClose: () => void;
  className: string | undefined;
  label: string | undefined;
  labelledBy: string | undefined;
  children: ReactNode;
}) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (dialog && !dialog.open) {
      dialog.showModal();
      // What one came to type in, or else the first button, which leaves everything as it is.
      (dialog.querySelector<HTMLElement>("input, select, textarea") ?? dialog.querySelector<HTMLElement>("button"))?.focus();
    }
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc, the keyboard's way, is onCancel
    <dialog
      ref={box}
      className={className}
      aria-label={label}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget && outside(event.currentTarget, event.clientX, event.clientY)) onClose();
      }}
    >
      {children}
    </dialog>
  );
}

/** A click on the veil counts for the dialog itself; where it was tells the two apart. */
function outside(dialog: HTMLElement, x: number, y: number): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return x < left || x > right || y < top || y > bottom;
}
