// Check: a box that is ticked or not.
import { Check as Tick } from "lucide-react";
import { Checkbox } from "radix-ui";
import css from "./table.module.css";

export function Check({
  label,
  on,
  onChange,
  id,
  disabled = false,
}: {
  label?: string;
  on: boolean;
  onChange: (on: boolean) => void;
  id?: string;
  disabled?: boolean;
}) {
  return (
    <Checkbox.Root
      id={id}
      className={css.check}
      aria-label={label}
      checked={on}
      disabled={disabled}
      onCheckedChange={(next) => onChange(next === true)}
      onClick={(event) => event.stopPropagation()}
    >
      <Checkbox.Indicator>
        <Tick size={12} strokeWidth={3} aria-hidden />
      </Checkbox.Indicator>
    </Checkbox.Root>
  );
}
