// Permissions: what a role may, by what it is about, each with what it allows; to read, or to choose from.
import { Minus, Check as Tick } from "lucide-react";
import type { Matrix } from "@/api/types";
import { Button } from "@/parts/Button";
import part from "@/parts/parts.module.css";
import { Check } from "@/parts/table/Check";
import { picked } from "./draft";
import own from "./roles.module.css";

/** To read. */
export function PermissionList({ matrix, permissions }: { matrix: Matrix; permissions: ReadonlySet<string> }) {
  return (
    <div className={own.groups}>
      {Object.entries(matrix.groups).map(([group, all]) => (
        <section key={group} className={own.group} aria-label={group}>
          <header>
            <h2>{group}</h2>
            <Count of={all} permissions={permissions} />
          </header>
          {all.map((one) => {
            const on = permissions.has(one);
            return (
              <div key={one} className={own.permission} data-off={on ? undefined : true}>
                {on ? <Tick size={14} className={part.good} aria-hidden /> : <Minus size={14} className={part.muted} aria-hidden />}
                <span>
                  <code>{one}</code>
                  <span className="unseen">{on ? ", yes" : ", no"}</span>
                </span>
                <span className={own.sentence}>{matrix.sentences[one]}</span>
              </div>
            );
          })}
        </section>
      ))}
    </div>
  );
}

/** To choose from; what one does not have oneself cannot be chosen. */
export function PermissionPicker({
  matrix,
  permissions,
  held,
  onChange,
}: {
  matrix: Matrix;
  permissions: ReadonlySet<string>;
  held: ReadonlySet<string>;
  onChange: (permissions: Set<string>) => void;
}) {
  return (
    <div className={own.groups}>
      {Object.entries(matrix.groups).map(([group, all]) => {
        const mine = all.filter((one) => held.has(one));
        return (
          <fieldset key={group} className={own.group} aria-label={group}>
            <legend className={own.legend}>
              <span>{group}</span>
              <Count of={all} permissions={permissions} />
              {mine.length > 0 ? (
                <span className={own.quick}>
                  <Button small kind="ghost" aria-label={`${group}: all`} onClick={() => onChange(picked(permissions, mine, true))}>
                    All
                  </Button>
                  <Button small kind="ghost" aria-label={`${group}: none`} onClick={() => onChange(picked(permissions, mine, false))}>
                    None
                  </Button>
                </span>
              ) : null}
            </legend>
            {all.map((one) => (
              // biome-ignore lint/a11y/noLabelWithoutControl: the box is inside
              <label
                key={one}
                className={own.permission}
                data-barred={held.has(one) ? undefined : true}
                title={held.has(one) ? undefined : "You do not have this yourself, and so cannot give it."}
              >
                <Check
                  label={`${one}: ${matrix.sentences[one]}`}
                  on={permissions.has(one)}
                  disabled={!held.has(one)}
                  onChange={(on) => onChange(picked(permissions, [one], on))}
                />
                <code>{one}</code>
                <span className={own.sentence}>{matrix.sentences[one]}</span>
              </label>
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}

function Count({ of, permissions }: { of: readonly string[]; permissions: ReadonlySet<string> }) {
  return (
    <span className={own.count}>
      {of.filter((one) => permissions.has(one)).length} of {of.length}
    </span>
  );
}
