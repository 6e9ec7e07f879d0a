// TextField: a name over an input, for short forms that are no schema: login, a new project, a new key.
import { type ComponentProps, useId } from "react";
import part from "../parts.module.css";
import css from "./form.module.css";
import { Complaint } from "./SchemaFields";

export function TextField({
  label,
  about,
  problem,
  ...rest
}: Omit<ComponentProps<"input">, "id" | "className"> & { label: string; about?: string; problem?: string | undefined }) {
  const id = useId();
  const described = [about ? `${id}-about` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ");
  return (
    <div className={css.plain}>
      <label htmlFor={id}>{label}</label>
      <input {...rest} id={id} className={part.input} aria-describedby={described || undefined} aria-invalid={problem ? true : undefined} />
      {problem ? <Complaint id={`${id}-problem`}>{problem}</Complaint> : null}
      {about ? <p id={`${id}-about`}>{about}</p> : null}
    </div>
  );
}

/** A text of several lines. */
export function AreaField({
  label,
  about,
  problem,
  code = false,
  ...rest
}: Omit<ComponentProps<"textarea">, "id" | "className"> & {
  label: string;
  about?: string;
  problem?: string | undefined;
  /** Whether it is one for machines. */
  code?: boolean;
}) {
  const id = useId();
  const described = [about ? `${id}-about` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ");
  return (
    <div className={css.plain}>
      <label htmlFor={id}>{label}</label>
      <textarea
        {...rest}
        id={id}
        className={`${part.input} ${code ? css.code : ""}`}
        spellCheck={code ? false : undefined}
        aria-describedby={described || undefined}
        aria-invalid={problem ? true : undefined}
      />
      {problem ? <Complaint id={`${id}-problem`}>{problem}</Complaint> : null}
      {about ? <p id={`${id}-about`}>{about}</p> : null}
    </div>
  );
}

export function ChoiceField({
  label,
  about,
  problem,
  options,
  ...rest
}: Omit<ComponentProps<"select">, "id" | "className"> & {
  label: string;
  about?: string;
  problem?: string | undefined;
  options: readonly { value: string; label: string }[];
}) {
  const id = useId();
  const described = [about ? `${id}-about` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ");
  return (
    <div className={css.plain}>
      <label htmlFor={id}>{label}</label>
      <select {...rest} id={id} className={part.input} aria-describedby={described || undefined} aria-invalid={problem ? true : undefined}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {problem ? <Complaint id={`${id}-problem`}>{problem}</Complaint> : null}
      {about ? <p id={`${id}-about`}>{about}</p> : null}
    </div>
  );
}

/** Fields one under the other. */
export function Stack({ children }: { children: React.ReactNode }) {
  return <div className={css.stack}>{children}</div>;
}
