// SheetForm: what the playground asks: turns, arguments of prompts, parameters, tools and a schema.
import { Plus, X } from "lucide-react";
import { useId } from "react";
import type { FieldProblem } from "@/api/problem";
import { Button, IconButton } from "@/parts/Button";
import { Toggle } from "@/parts/form/Control";
import { Complaint } from "@/parts/form/SchemaFields";
import { TextField } from "@/parts/form/TextField";
import { words } from "@/parts/format";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import runs from "../runs/runs.module.css";
import { ROLES, type Role, type Sheet, type Turn } from "./asked";
import own from "./playground.module.css";

const NUMBERS = [
  ["temperature", "Temperature"],
  ["max_tokens", "Most tokens"],
  ["top_p", "Top p"],
  ["seed", "Seed"],
] as const;

export function SheetForm({
  sheet,
  onChange,
  types,
  problems,
}: {
  sheet: Sheet;
  onChange: (sheet: Sheet) => void;
  /** Of the arguments that the chosen aliases' prompts take. */
  types: Record<string, string>;
  problems: readonly FieldProblem[];
}) {
  const put = (change: Partial<Sheet>) => onChange({ ...sheet, ...change });
  const at = (path: string) => problems.find((one) => one.path === path)?.message;
  const streaming = useId();
  const last = sheet.turns.at(-1)?.role;
  return (
    <>
      <Section title="What is said">
        <div className={own.turns}>
          {sheet.turns.map((turn, index) => (
            <TurnRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a turn is known by its place alone
              key={index}
              turn={turn}
              index={index}
              onChange={(next) => put({ turns: sheet.turns.map((one, place) => (place === index ? next : one)) })}
              onRemove={sheet.turns.length > 1 ? () => put({ turns: sheet.turns.filter((_, place) => place !== index) }) : undefined}
            />
          ))}
          <div>
            <Button
              small
              kind="ghost"
              onClick={() => put({ turns: [...sheet.turns, { role: last === "user" ? "assistant" : "user", text: "" }] })}
            >
              <Plus size={14} aria-hidden />
              Turn
            </Button>
            {sheet.turns.some((turn) => turn.role === "system") ? null : (
              <Button small kind="ghost" onClick={() => put({ turns: [{ role: "system", text: "" }, ...sheet.turns] })}>
                <Plus size={14} aria-hidden />
                System
              </Button>
            )}
          </div>
        </div>
      </Section>
      {Object.keys(types).length ? (
        <Section title="Arguments of the prompt">
          <div className={own.numbers}>
            {Object.entries(types).map(([name, type]) => (
              <TextField
                key={name}
                label={name}
                about={type}
                autoComplete="off"
                value={sheet.arguments[name] ?? ""}
                onChange={(event) => put({ arguments: { ...sheet.arguments, [name]: event.target.value } })}
              />
            ))}
          </div>
        </Section>
      ) : null}
      <Section title="Parameters" said="empty: as the alias has them">
        <div className={own.numbers}>
          {NUMBERS.map(([name, label]) => (
            <TextField
              key={name}
              label={label}
              inputMode="decimal"
              autoComplete="off"
              value={sheet[name]}
              problem={at(name)}
              onChange={(event) => put({ [name]: event.target.value })}
            />
          ))}
        </div>
        <span className={part.status}>
          <Toggle id={streaming} on={sheet.stream} onChange={(stream) => put({ stream })} />
          <label htmlFor={streaming}>Stream it</label>
        </span>
      </Section>
      {(["tools", "schema"] as const).map((name) => (
        <details key={name} className={runs.fold} open={sheet[name] !== "" || undefined}>
          <summary>
            <h2>{name === "tools" ? "Tools" : "Schema of the answer"}</h2>
            <span>{name === "tools" ? "a list, as JSON" : "a JSON schema"}</span>
          </summary>
          <textarea
            className={`${part.input} ${part.mono}`}
            aria-label={words(name)}
            rows={8}
            spellCheck={false}
            placeholder={PLACEHOLDERS[name]}
            value={sheet[name]}
            onChange={(event) => put({ [name]: event.target.value })}
          />
          {at(name) ? <Complaint>{at(name)}</Complaint> : null}
        </details>
      ))}
    </>
  );
}

const PLACEHOLDERS = {
  tools:
    '[{"type": "function", "function": {"name": "find_order",\n  "parameters": {"type": "object", "properties": {"number": {"type": "string"}}}}}]',
  schema: '{"type": "object", "properties": {"intent": {"enum": ["exchange", "return"]}}, "required": ["intent"]}',
};

function TurnRow({
  turn,
  index,
  onChange,
  onRemove,
}: {
  turn: Turn;
  index: number;
  onChange: (turn: Turn) => void;
  onRemove: (() => void) | undefined;
}) {
  return (
    <div className={own.turn}>
      <select
        className={part.input}
        aria-label={`Who says turn ${index + 1}`}
        value={turn.role}
        onChange={(event) => onChange({ ...turn, role: event.target.value as Role })}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </select>
      <textarea
        className={part.input}
        aria-label={`Turn ${index + 1}`}
        rows={turn.role === "system" ? 3 : 2}
        value={turn.text}
        onChange={(event) => onChange({ ...turn, text: event.target.value })}
      />
      {onRemove ? (
        <IconButton label={`Remove turn ${index + 1}`} onClick={onRemove}>
          <X size={14} aria-hidden />
        </IconButton>
      ) : (
        <span />
      )}
      {turn.more ? <p>{JSON.stringify(turn.more)}</p> : null}
    </div>
  );
}
