// Button and IconButton: one look for everything that acts. A page has at most one primary button.
import type { ComponentProps, ReactNode } from "react";
import css from "./parts.module.css";
import { Tip } from "./Tip";

type Kind = "plain" | "primary" | "ghost" | "danger";

export function buttonClass(kind: Kind = "plain", extra = ""): string {
  return [css.button, kind === "plain" ? "" : css[kind], extra].filter(Boolean).join(" ");
}

export function Button({
  kind = "plain",
  small = false,
  className = "",
  ...rest
}: ComponentProps<"button"> & { kind?: Kind; small?: boolean }) {
  return <button type="button" {...rest} className={buttonClass(kind, `${small ? css.small : ""} ${className}`)} />;
}

/** A button that is an icon: `label` is its name for everybody, on hover and for screen readers. */
export function IconButton({
  label,
  keys,
  small = false,
  children,
  className = "",
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & { label: string; keys?: string; small?: boolean; children: ReactNode }) {
  return (
    <Tip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={buttonClass("ghost", `${css.icon} ${small ? css.small : ""} ${className}`)}
      >
        {children}
      </button>
    </Tip>
  );
}
