// FileField: a file of the visitor's own, chosen or dropped; its name and size are said, its content stays here until it is sent.
import { useId, useState } from "react";
import { bytes } from "../format";
import css from "./form.module.css";
import { Complaint } from "./SchemaFields";

export function FileField({
  label,
  about,
  accept,
  problem,
  required = false,
  autoFocus = false,
  onFile,
}: {
  label: string;
  about?: string;
  accept: string;
  problem?: string | undefined;
  required?: boolean;
  autoFocus?: boolean;
  onFile: (file: File | undefined) => void;
}) {
  const id = useId();
  const [file, setFile] = useState<File>();
  const described = [about ? `${id}-about` : "", problem ? `${id}-problem` : ""].filter(Boolean).join(" ");
  return (
    <div className={css.plain}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        className={css.file}
        accept={accept}
        required={required}
        // biome-ignore lint/a11y/noAutofocus: the first field of a dialog that was just asked for
        autoFocus={autoFocus}
        aria-describedby={described || undefined}
        aria-invalid={problem ? true : undefined}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          setFile(chosen);
          onFile(chosen);
        }}
      />
      {problem ? <Complaint id={`${id}-problem`}>{problem}</Complaint> : null}
      {about ? (
        <p id={`${id}-about`}>
          {file ? `${bytes(file.size)}. ` : ""}
          {about}
        </p>
      ) : null}
    </div>
  );
}
