// AddTerm: narrow by any field: a limit on a number, a business key, a metric, what is there or not.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { metricsQuery } from "@/api/queries/feedback";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { applies, conditionOf, FIELDS, kindOf, type Level, type Term } from "./terms";

const OPS: Record<ReturnType<typeof kindOf>, [Term["op"], string][]> = {
  name: [
    ["=", "is"],
    ["!=", "is not"],
    ["?", "is there"],
    ["!?", "is not there"],
  ],
  number: [
    [">", "more than"],
    [">=", "at least"],
    ["<", "less than"],
    ["<=", "at most"],
    ["?", "is known"],
    ["!?", "is not known"],
  ],
  flag: [
    ["=", "is"],
    ["?", "is known"],
    ["!?", "is not known"],
  ],
  metric: [
    ["=", "is"],
    ["!=", "is not"],
    [">", "more than"],
    ["<", "less than"],
    ["?", "was given"],
    ["!?", "was not given"],
  ],
};

export function AddTerm({
  project,
  level,
  onAdd,
  onClose,
}: {
  project: string;
  level: Level;
  onAdd: (term: Term) => void;
  onClose: () => void;
}) {
  const { data: metrics = [] } = useQuery(metricsQuery(project));
  const [field, setField] = useState("latency_ms");
  const [named, setNamed] = useState("");
  const [op, setOp] = useState<Term["op"]>();
  const [value, setValue] = useState("");
  const whole = field === "tag" || field === "key" ? `${field}:${named.trim()}` : field;
  const kind = kindOf(whole);
  const ops = OPS[kind];
  const chosen = ops.find(([one]) => one === op)?.[0] ?? ops[0]?.[0] ?? "=";
  const bare = chosen === "?" || chosen === "!?";
  const term: Term = {
    field: whole,
    op: chosen,
    values: bare
      ? []
      : kind === "name"
        ? value
            .split("|")
            .map((one) => one.trim())
            .filter(Boolean)
        : [kind === "flag" ? value || "true" : value.trim()],
  };
  const good =
    /^[^:]+(:[A-Za-z0-9._-]+)?$/.test(whole) &&
    conditionOf(term) !== undefined &&
    (bare || term.values.every(Boolean)) &&
    (bare || term.values.length > 0);
  const options = [
    ...FIELDS.filter((one) => applies(one.field, level)).map((one) => ({
      value: one.field,
      label: one.unit ? `${one.name} (${one.unit})` : one.name,
    })),
    { value: "tag", label: "A tag …" },
    { value: "key", label: "A business key …" },
    ...metrics.map((one) => ({ value: `metric:${one.name}`, label: `Feedback: ${one.name}` })),
  ];
  return (
    <Dialog title="Narrow by" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (good) onAdd(term);
        }}
      >
        <Stack>
          <ChoiceField label="What" value={field} options={options} onChange={(event) => setField(event.target.value)} />
          {field === "tag" || field === "key" ? (
            <TextField
              label={field === "tag" ? "Name of the tag" : "Name of the key"}
              placeholder={field === "tag" ? "intent" : "order"}
              autoComplete="off"
              value={named}
              onChange={(event) => setNamed(event.target.value)}
            />
          ) : null}
          <ChoiceField
            label="How"
            value={chosen}
            options={ops.map(([one, label]) => ({ value: one, label }))}
            onChange={(event) => setOp(event.target.value as Term["op"])}
          />
          {bare ? null : kind === "flag" ? (
            <ChoiceField
              label="Value"
              value={value || "true"}
              options={[
                { value: "true", label: "yes" },
                { value: "false", label: "no" },
              ]}
              onChange={(event) => setValue(event.target.value)}
            />
          ) : (
            <TextField
              label="Value"
              about={
                kind === "name"
                  ? "Several with | between them."
                  : kind === "metric"
                    ? "true, false, a number or a word, as the metric takes it."
                    : ""
              }
              inputMode={kind === "number" ? "decimal" : "text"}
              autoComplete="off"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={!good}>
              Narrow
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
