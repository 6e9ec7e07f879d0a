// SchemaFields: a form from a schema. Defaults stand in the controls; what differs is marked and can be put back.
import { TriangleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import type { FieldProblem } from "@/api/problem";
import { Control } from "./Control";
import css from "./form.module.css";
import { typed } from "./number";
import type { Field } from "./schema";
import { changed, limits, type Raw, type Raws, raw } from "./values";

/** What a field that names something may name: `choices.model`. */
export type Choices = Readonly<Record<string, readonly { value: string; label: string }[]>>;

interface Props {
  fields: readonly Field[];
  values: Raws;
  onChange: (values: Raws) => void;
  /** Problems whose paths begin with `path` are shown at their fields. */
  problems?: readonly FieldProblem[];
  path?: string;
  choices?: Choices;
}

export function SchemaFields({ fields, values, onChange, problems = [], path = "", choices = {} }: Props) {
  return (
    <div className={css.fields}>
      {fields.map((field) => (
        <FieldRow
          key={field.name}
          field={field}
          value={values[field.name] ?? ""}
          onChange={(next) => onChange({ ...values, [field.name]: next })}
          problems={problems}
          path={path ? `${path}.${field.name}` : field.name}
          choices={choices}
        />
      ))}
    </div>
  );
}

interface RowProps {
  field: Field;
  value: Raw;
  onChange: (value: Raw) => void;
  problems: readonly FieldProblem[];
  path: string;
  choices: Choices;
}

function FieldRow({ field, value, onChange, problems, path, choices }: RowProps) {
  const id = useId();
  if (field.kind === "object") {
    return (
      <fieldset className={css.group}>
        <legend>{field.title}</legend>
        <SchemaFields
          fields={field.fields}
          values={typeof value === "object" && !Array.isArray(value) ? value : {}}
          onChange={onChange}
          problems={problems}
          path={path}
          choices={choices}
        />
      </fieldset>
    );
  }
  const differs = changed(field, value) && !field.required;
  const own = problems.filter((problem) => problem.path === path || (field.kind === "rows" && problem.path.startsWith(`${path}.`)));
  const wide = field.kind === "rows" || field.kind === "json";
  return (
    <div className={`${css.field} ${wide ? css.wide : ""}`} data-field={path}>
      <div className={css.name}>
        <label htmlFor={id} title={field.name}>
          {field.title}
        </label>
        {field.required ? <span className={css.needed}>needed</span> : null}
        {differs ? <span className={css.changed} title="Differs from its default" /> : null}
      </div>
      <div className={css.control}>
        <Control id={id} field={field} value={value} onChange={onChange} invalid={own.length > 0} choices={choices} />
        {own.map((problem) => (
          <Complaint key={problem.path + problem.message} id={`${id}-problem`}>
            {problem.path === path ? problem.message : `${problem.path.slice(path.length + 1)}: ${problem.message}`}
          </Complaint>
        ))}
      </div>
      <p className={css.about} id={`${id}-about`}>
        <Marked text={[field.description, sentence(limits(field))].filter(Boolean).join(" ")} />{" "}
        {differs && field.default !== undefined ? (
          <button type="button" className={css.reset} onClick={() => onChange(raw(field, field.default))}>
            Back to {said(field)}
          </button>
        ) : null}
      </p>
    </div>
  );
}

/** What stands between backticks, as code. */
function Marked({ text }: { text: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone
  return text.split("`").map((piece, index) => (index % 2 ? <code key={index}>{piece}</code> : piece));
}

function sentence(text: string): string {
  return text ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : "";
}

function said(field: Field): string {
  const value = field.default;
  if (typeof value === "number") return typed(value);
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return "none";
  return typeof value === "boolean" ? (value ? "on" : "off") : typeof value === "object" ? "default" : String(value);
}

/** What a field has against its value. */
export function Complaint({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p className={css.problem} id={id} role="alert">
      <TriangleAlert size={12} aria-hidden />
      {children}
    </p>
  );
}
