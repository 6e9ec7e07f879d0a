// KeysDialog: what the keyboard does on this page.
import { useState } from "react";
import { Dialog } from "@/parts/Dialog";
import { Key } from "@/parts/Small";
import css from "./frame.module.css";
import { type Group, keyName, useGroups, useKeys } from "./keys";

export function KeysDialog() {
  const [open, setOpen] = useState(false);
  useKeys("Everywhere", [{ key: "?", does: "List these keys", act: () => setOpen(true) }]);
  const groups = merged(useGroups());
  return (
    <Dialog title="Keys" open={open} wide onClose={() => setOpen(false)}>
      <div className={css.keys}>
        {groups.map((group) => (
          <section key={group.name}>
            <h3>{group.name}</h3>
            <ul>
              {group.bindings.map((one) => (
                <li key={one.key}>
                  {one.does}
                  <Key>{keyName(one.key)}</Key>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** Groups of one name together, each key once, quiet ones left out. */
function merged(groups: readonly Group[]): Group[] {
  const names = [...new Set(groups.map((group) => group.name))];
  return names
    .map((name) => {
      const all = groups.filter((group) => group.name === name).flatMap((group) => group.bindings.filter((one) => !one.quiet));
      return { name, bindings: [...new Map(all.map((one) => [one.key, one])).values()] };
    })
    .filter((group) => group.bindings.length > 0);
}
