// Control: the input of one field, by its kind.
import { Plus, X } from "lucide-react";
import { Switch } from "radix-ui";
import { useId } from "react";
import { Button, IconButton } from "../Button";
import { number } from "../format";
import part from "../parts.module.css";
import css from "./form.module.css";
import type { Choices } from "./SchemaFields";
import type { Field } from "./schema";
import { initial, type Raw, type Raws } from "./values";

interface Props {
  id: string;
  field: Field;
  value: Raw;
  onChange: (value: Raw) => void;
  invalid: boolean;
  choices: Choices;
}

export function Control(props: Props) {
  const { id, field, value, onChange, invalid, choices } = props;
  const common = {
    id,
    "aria-describedby": `${id}-about${invalid ? ` ${id}-problem` : ""}`,
    "aria-invalid": invalid || undefined,
    "aria-required": field.required || undefined,
  };
  if (field.kind === "boolean") return <Toggle {...common} on={value === true} onChange={onChange} />;
  if (field.kind === "rows") return <Rows {...props} />;
  const text = typeof value === "string" ? value : "";
  const named = choices[field.names];
  if (field.kind === "choice" || named) {
    const options = named ?? field.options.map((option) => ({ value: String(option), label: String(option) }));
    return <Choice {...common} field={field} text={text} options={options} onChange={onChange} />;
  }
  if (field.kind === "json") {
    return (
      <textarea
        {...common}
        className={`${part.input} ${part.mono}`}
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  const numeric = field.kind === "integer" || field.kind === "number";
  return (
    <input
      {...common}
      className={part.input}
      type="text"
      inputMode={field.kind === "integer" ? "numeric" : numeric ? "decimal" : "text"}
      autoComplete="off"
      spellCheck={false}
      placeholder={placeholder(field)}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function placeholder(field: Field): string {
  if (field.nullable) return "none";
  if (field.kind === "list") return "none; commas between several";
  if (field.kind === "pairs") return "name=value, …";
  return field.default === undefined || field.default === "" ? "" : typeof field.default === "number" ? number(field.default) : "";
}

export function Toggle({ on, onChange, ...rest }: { id: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <Switch.Root {...rest} className={css.switch} checked={on} onCheckedChange={onChange}>
      <Switch.Thumb />
    </Switch.Root>
  );
}

interface ChoiceProps {
  id: string;
  field: Field;
  text: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

function Choice({ field, text, options, onChange, ...rest }: ChoiceProps) {
  const open = field.nullable || text === "" || !field.required;
  const known = text === "" || options.some((option) => option.value === text);
  return (
    <select {...rest} className={part.input} value={text} onChange={(event) => onChange(event.target.value)}>
      {open && (field.nullable || text === "") ? <option value="">{field.nullable ? "none" : "choose …"}</option> : null}
      {known ? null : <option value={text}>{text}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function Rows({ id, field, value, onChange, choices }: Props) {
  const rows = Array.isArray(value) ? value : [];
  const put = (index: number, row: Raws) => onChange(rows.map((one, at) => (at === index ? row : one)));
  return (
    <div className={css.rows} id={id} role="group" aria-label={field.title}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place alone
        <div key={index} className={css.line}>
          {field.fields.map((inner) => (
            <Cell
              key={inner.name}
              field={inner}
              value={row[inner.name] ?? ""}
              choices={choices}
              onChange={(next) => put(index, { ...row, [inner.name]: next })}
            />
          ))}
          <IconButton label={`Remove row ${index + 1}`} onClick={() => onChange(rows.filter((_, at) => at !== index))}>
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
      <div>
        <Button small kind="ghost" onClick={() => onChange([...rows, initial(field.fields)])}>
          <Plus size={14} aria-hidden />
          Add
        </Button>
      </div>
    </div>
  );
}

function Cell({ field, value, onChange, choices }: Omit<Props, "id" | "invalid">) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} id={`${id}-about`} title={field.description}>
        {field.title}
      </label>
      <Control id={id} field={field} value={value} onChange={onChange} invalid={false} choices={choices} />
    </div>
  );
}
