// Facets: what values interactions have and how often; a click narrows the list, another takes it back.
import { useQueries, useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import { facetsQuery } from "@/api/queries/record";
import { count } from "@/parts/format";
import page from "@/parts/page.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import css from "../pages.module.css";
import own from "./interactions.module.css";
import { type Asked, fieldName, filterOf, type Term, toggled } from "./terms";

const FIRST = ["status", "alias", "deployment", "tool", "finish_reason", "error_code", "model", "source"];
const SHORT = 6;

interface Value {
  value: string;
  count: number;
}

export function FacetList({ project, asked, onTerms }: { project: string; asked: Asked; onTerms: (terms: Term[]) => void }) {
  const { data, error, isPending } = useQuery(facetsQuery(project, filterOf(asked)));
  const chosen = asked.terms.filter((term) => term.op === "=").map((term) => term.field);
  // The values of a field that is narrowed by are counted as if it were not, so that another can be chosen beside them.
  const others = useQueries({
    queries: chosen.map((field) =>
      facetsQuery(project, filterOf({ ...asked, terms: asked.terms.filter((term) => term.field !== field) }), [field]),
    ),
  });
  if (isPending) return <BlockSkeleton height={320} />;
  if (error) return null; // the list beside says what is wrong
  const fields = new Map<string, Value[]>(Object.entries(data.fields));
  chosen.forEach((field, index) => {
    const found = others[index]?.data?.fields[field];
    if (found) fields.set(field, found);
  });
  const place = (field: string) => (FIRST.includes(field) ? FIRST.indexOf(field) : FIRST.length);
  const sorted = [...fields]
    .filter(([field, values]) => values.length > 0 && telling(field, values, chosen))
    .sort(([one], [other]) => place(one) - place(other) || one.localeCompare(other));
  return (
    <aside className={own.facets} aria-label="Narrow by">
      {sorted.map(([field, values]) => (
        <Facet
          key={field}
          field={field}
          values={values}
          chosen={asked.terms.find((term) => term.field === field && term.op === "=")?.values ?? []}
          onToggle={(value) => onTerms(toggled(asked.terms, field, value))}
        />
      ))}
      {data.whole ? null : <p className={page.said}>Counted among the newest {count(data.count)}.</p>}
    </aside>
  );
}

/** A field in which all are alike says nothing, unless one narrows by it. */
function telling(field: string, values: readonly Value[], chosen: readonly string[]): boolean {
  return (
    values.length > 1 ||
    chosen.includes(field) ||
    ["status", "alias", "deployment"].includes(field) ||
    field.startsWith("tag:") ||
    field === "tool"
  );
}

function Facet({
  field,
  values,
  chosen,
  onToggle,
}: {
  field: string;
  values: readonly Value[];
  chosen: readonly string[];
  onToggle: (value: string) => void;
}) {
  const [all, showAll] = useState(false);
  const missing = chosen.filter((value) => !values.some((one) => one.value === value)).map((value) => ({ value, count: 0 }));
  const rows = [...values, ...missing];
  const shown = all ? rows : rows.filter((one, index) => index < SHORT || chosen.includes(one.value));
  return (
    <section className={own.facet} aria-label={fieldName(field)}>
      <h2>{fieldName(field)}</h2>
      {shown.map((one) => (
        <button
          key={one.value}
          type="button"
          role="checkbox"
          aria-checked={chosen.includes(one.value)}
          className={own.value}
          title={one.value}
          onClick={() => onToggle(one.value)}
        >
          <span className={own.box} aria-hidden>
            {chosen.includes(one.value) ? <Check size={10} strokeWidth={3} /> : null}
          </span>
          <span>{one.value === "" ? "(empty)" : one.value}</span>
          <span>{count(one.count)}</span>
        </button>
      ))}
      {rows.length > shown.length || all ? (
        <button type="button" className={css.plainlink} onClick={() => showAll(!all)}>
          {all ? "Fewer" : `${rows.length - shown.length} more`}
        </button>
      ) : null}
    </section>
  );
}
