// KpiDialog: a KPI is defined, or changed, with what it would be shown while one writes.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { kpiPreviewQuery, metricsQuery, useDefineKpi } from "@/api/queries/feedback";
import type { Kpi } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import page from "@/parts/page.module.css";
import { KpiFigure } from "./KpiFigure";
import { formOf, KINDS, type KpiForm, kpiName, kpiOf } from "./kpis";

const FIELDS = ["name", "kind", "metric", "category", "days", "key", "direction", "unit", "description"];

export function KpiDialog({
  project,
  kpi,
  since,
  said,
  onClose,
}: {
  project: string;
  /** The one to change; without it, a new one. */
  kpi?: Kpi | undefined;
  since: string;
  /** The time that the preview is of. */
  said: string;
  onClose: () => void;
}) {
  const define = useDefineKpi(project);
  const { data: metrics = [] } = useQuery(metricsQuery(project));
  const [form, setForm] = useState(() => formOf(kpi));
  const set = (change: Partial<KpiForm>) => setForm((before) => ({ ...before, ...change }));
  const body = kpiOf(form);
  const whole = body.kind !== "metric" || body.metric !== null;
  const preview = useQuery({ ...kpiPreviewQuery(project, body, since), enabled: whole });
  const error = define.error ?? (whole ? preview.error : null);
  const problem = error ? Problem.from(error) : undefined;
  const categories = metrics.find((one) => one.name === form.metric)?.categories ?? [];
  const shown = FIELDS.filter((field) => (field === "category" || field === "metric" ? form.kind === "metric" : true));
  const submit = () =>
    define.mutate(body, {
      onSuccess: (made) => {
        tell(`${kpiName(made)} is defined`, kpi ? "Its figures are counted anew, over everything there is." : "It stands among the KPIs.");
        onClose();
      },
    });
  return (
    <Dialog title={kpi ? `Change ${kpiName(kpi)}` : "Define a KPI"} open wide onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <TextField
            label="Name"
            about={
              kpi
                ? "A KPI of another name is another one."
                : "Lower-case letters, digits, points and dashes; one that is taken is replaced."
            }
            required
            autoComplete="off"
            disabled={kpi !== undefined}
            value={form.name}
            problem={problem?.at("name")}
            onChange={(event) => set({ name: event.target.value.toLowerCase().replace(/[^a-z0-9_.-]+/g, "_") })}
          />
          <ChoiceField
            label="What it counts"
            value={form.kind}
            options={KINDS}
            onChange={(event) => set({ kind: event.target.value as Kpi["kind"] })}
          />
          {form.kind === "metric" ? <OfMetric form={form} metrics={metrics} categories={categories} problem={problem} set={set} /> : null}
          {form.kind === "resolved_containment" ? (
            <>
              <TextField
                label="Days"
                about="Within how many days another contact is a repeat."
                inputMode="numeric"
                autoComplete="off"
                value={form.days}
                problem={problem?.at("days")}
                onChange={(event) => set({ days: event.target.value })}
              />
              <TextField
                label="Business key"
                about="That tells a repeat, such as order; none: any."
                autoComplete="off"
                value={form.key}
                problem={problem?.at("key")}
                onChange={(event) => set({ key: event.target.value })}
              />
            </>
          ) : null}
          <ChoiceField
            label="Better"
            value={form.direction}
            options={[
              { value: "up", label: "more is better" },
              { value: "down", label: "less is better" },
              { value: "none", label: "neither" },
            ]}
            onChange={(event) => set({ direction: event.target.value as Kpi["direction"] })}
          />
          <TextField
            label="Unit"
            autoComplete="off"
            maxLength={40}
            value={form.unit}
            problem={problem?.at("unit")}
            onChange={(event) => set({ unit: event.target.value })}
          />
          <TextField
            label="What it is"
            autoComplete="off"
            maxLength={1000}
            value={form.description}
            problem={problem?.at("description")}
            onChange={(event) => set({ description: event.target.value })}
          />
          <div role="status" aria-label="Preview">
            {whole && preview.data && !preview.error ? <KpiFigure whole={preview.data.whole} kpi={body} /> : null}
            <p className={page.said}>{whole ? `what it is over ${said}` : "choose a metric to see what it is"}</p>
          </div>
          {problem && !shown.some((field) => problem.at(field)) ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={define.isPending || form.name === ""}>
              {kpi ? "Change" : "Define"}
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}

function OfMetric({
  form,
  metrics,
  categories,
  problem,
  set,
}: {
  form: KpiForm;
  metrics: readonly { name: string }[];
  categories: readonly string[];
  problem: Problem | undefined;
  set: (change: Partial<KpiForm>) => void;
}) {
  const known = metrics.some((one) => one.name === form.metric) || form.metric === "";
  return (
    <>
      <ChoiceField
        label="Metric"
        value={form.metric}
        problem={problem?.at("metric")}
        options={[
          { value: "", label: "choose one" },
          ...(known ? [] : [{ value: form.metric, label: `${form.metric}, which is gone` }]),
          ...metrics.map((one) => ({ value: one.name, label: one.name })),
        ]}
        onChange={(event) => set({ metric: event.target.value, category: "" })}
      />
      {categories.length ? (
        <ChoiceField
          label="Category"
          about="The one whose rate it is."
          value={form.category}
          problem={problem?.at("category")}
          options={[{ value: "", label: "choose one" }, ...categories.map((one) => ({ value: one, label: one }))]}
          onChange={(event) => set({ category: event.target.value })}
        />
      ) : null}
    </>
  );
}
