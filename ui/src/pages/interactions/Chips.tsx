// Chips: what the list is narrowed by, each with a way out; what is more than a list of terms as one expression, which can be edited.
import { CircleAlert, Plus, X } from "lucide-react";
import { useState } from "react";
import type { Filter } from "@/api/types";
import { Button } from "@/parts/Button";
import { EditFilter } from "./EditFilter";
import own from "./interactions.module.css";
import { appliesWhole, expression, type Read } from "./nested";
import { applies, type Level, type Term, told } from "./terms";

export function Chips({
  terms,
  level,
  range,
  onTerms,
  onRange,
  onAdd,
  also,
  onAlso,
  project,
}: {
  terms: readonly Term[];
  level: Level;
  range: string | undefined;
  onTerms: (terms: Term[]) => void;
  onRange: () => void;
  onAdd: () => void;
  /** What is more than a list of terms, as it stands in the address. */
  also: Read | undefined;
  onAlso: (filter: Filter | undefined) => void;
  project: string;
}) {
  const [editing, edit] = useState(false);
  return (
    <div className={own.chips}>
      {range ? (
        <span className={own.term}>
          <span>{range}</span>
          <button type="button" aria-label="All of the time" onClick={onRange}>
            <X size={12} aria-hidden />
          </button>
        </span>
      ) : null}
      {terms.map((term) => {
        const { name, rest } = told(term);
        const idle = !applies(term.field, level);
        return (
          <span
            key={`${term.field}${term.op}${term.values}`}
            className={own.term}
            title={idle ? `Episodes are not narrowed by ${name}` : undefined}
          >
            <span>
              <span>{name}</span> {idle ? <del>{rest}</del> : rest}
            </span>
            <button type="button" aria-label={`Not by ${name} ${rest}`} onClick={() => onTerms(terms.filter((one) => one !== term))}>
              <X size={12} aria-hidden />
            </button>
          </span>
        );
      })}
      {also ? <Nested also={also} level={level} onEdit={() => edit(true)} onNone={() => onAlso(undefined)} /> : null}
      <Button small kind="ghost" onClick={onAdd}>
        <Plus size={12} aria-hidden />
        Filter
      </Button>
      {terms.length > 1 ? (
        <Button small kind="ghost" onClick={() => onTerms([])}>
          Clear
        </Button>
      ) : null}
      {editing && also?.filter ? (
        <EditFilter
          project={project}
          level={level}
          filter={also.filter}
          onClose={() => edit(false)}
          onFilter={(next) => {
            edit(false);
            onAlso(next);
          }}
        />
      ) : null}
    </div>
  );
}

/** A nested filter in words; a click opens it. */
function Nested({ also, level, onEdit, onNone }: { also: Read; level: Level; onEdit: () => void; onNone: () => void }) {
  const said = also.filter ? expression(also.filter) : `a filter that cannot be read, and is left out: ${also.problem}`;
  const idle = also.filter && !appliesWhole(also.filter, level);
  const why = idle
    ? `${level === "episodes" ? "Episodes" : "Interactions"} are not narrowed by it: it asks for what they do not have`
    : said;
  return (
    <span className={`${own.term} ${own.nested}`} title={why}>
      {also.filter ? (
        <button type="button" className={own.said} aria-label={`Edit the filter ${said}`} onClick={onEdit}>
          {idle ? <del>{said}</del> : said}
        </button>
      ) : (
        <span>
          <CircleAlert size={12} aria-hidden /> {said}
        </span>
      )}
      <button type="button" aria-label={`Not by ${said}`} onClick={onNone}>
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
