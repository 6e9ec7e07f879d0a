// Palette: every place and every act by its name, behind ⌘ K.
import { Command } from "cmdk";
import { type ReactNode, useState } from "react";
import { Modal } from "@/parts/Modal";
import css from "./frame.module.css";
import { useKeys } from "./keys";

export interface Act {
  id: string;
  /** Which heading it stands under. */
  group: string;
  name: string;
  /** More words it is found by. */
  also?: string;
  icon?: ReactNode;
  side?: ReactNode;
  act: () => void;
}

export function Palette({
  open,
  onOpen,
  acts,
  onText,
}: {
  open: boolean;
  onOpen: (open: boolean) => void;
  acts: readonly Act[];
  /** What is typed, for acts that have to be looked up. */
  onText?: (text: string) => void;
}) {
  const [text, setText] = useState("");
  useKeys("Everywhere", [{ key: "mod+k", does: "Search, or run a command", act: () => onOpen(!open) }]);
  const type = (next: string) => {
    setText(next);
    onText?.(next);
  };
  const groups = [...new Set(acts.map((one) => one.group))];
  const close = () => {
    onOpen(false);
    type("");
  };
  return (
    <Modal open={open} onClose={close} className={css.palette} label="Search, or run a command">
      <Command label="Search, or run a command" loop>
        <Command.Input autoFocus placeholder="Where to, or what to do?" value={text} onValueChange={type} />
        <Command.List>
          <Command.Empty>Nothing is called that.</Command.Empty>
          {groups.map((group) => (
            <Command.Group key={group} heading={group}>
              {acts
                .filter((one) => one.group === group)
                .map((one) => (
                  <Command.Item
                    key={one.id}
                    value={one.id}
                    keywords={[one.name, one.also ?? ""]}
                    onSelect={() => {
                      close();
                      one.act();
                    }}
                  >
                    {one.icon}
                    <span>{one.name}</span>
                    {one.side ? <span>{one.side}</span> : null}
                  </Command.Item>
                ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Modal>
  );
}
