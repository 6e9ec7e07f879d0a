// Drawer: details beside the list that they belong to. Esc goes back to the list; the arrow opens the page of its own.
import { Maximize2, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { IconButton } from "@/parts/Button";
import css from "./frame.module.css";
import { useKeys } from "./keys";

export function Drawer({
  title,
  heading,
  onClose,
  onFull,
  children,
}: {
  title: string;
  heading?: ReactNode;
  onClose: () => void;
  onFull?: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLElement>(null);
  const before = useRef<Element | null>(null);
  useKeys("Drawer", [{ key: "Escape", does: "Back to the list", act: onClose }]);
  useEffect(() => {
    before.current = document.activeElement;
    box.current?.focus({ preventScroll: true });
    return () => {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside ref={box} className={css.drawer} aria-label={title} tabIndex={-1}>
      <header>
        <h2>{heading ?? title}</h2>
        <div>
          {onFull ? (
            <IconButton label="Open as a page" keys="Enter" onClick={onFull}>
              <Maximize2 size={14} aria-hidden />
            </IconButton>
          ) : null}
          <IconButton label="Close" keys="Esc" onClick={onClose}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <div className={css.inside} tabIndex={0} role="group" aria-label={title}>
        {children}
      </div>
    </aside>
  );
}
