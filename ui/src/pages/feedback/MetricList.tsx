// MetricList: what feedback is recorded under; how its values are spread, and how they went over time.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { Problem } from "@/api/problem";
import { metricsQuery, useDeclareMetric } from "@/api/queries/feedback";
import { groupsQuery } from "@/api/queries/record";
import type { GroupQuery, Metric, MetricRequest } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { Button } from "@/parts/Button";
import { LineChart } from "@/parts/chart/LineChart";
import { DAY, type Series } from "@/parts/chart/series";
import { Actions, Dialog } from "@/parts/Dialog";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { number } from "@/parts/format";
import { Section } from "@/parts/Page";
import { BlockSkeleton, TableSkeleton } from "@/parts/Skeleton";
import { Facts, Interval, Nothing, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { useMay } from "../may";
import { feedbackWays } from "../ways";
import own from "./feedback.module.css";

const route = getRouteApi("/inside/p/$project/feedback/{-$tab}");

const COLUMNS: Column<Metric>[] = [
  { id: "name", header: "Metric", value: (row) => row.name, cell: (row) => <code>{row.name}</code> },
  { id: "about", header: "What it is", cell: (row) => row.description || <Nothing why="not said" />, grow: true },
  { id: "type", header: "Type", value: (row) => row.type, cell: (row) => row.type },
  { id: "level", wide: true, header: "Of", value: (row) => row.level, cell: (row) => row.level },
  { id: "unit", wide: true, header: "Unit", cell: (row) => row.unit || <Nothing /> },
  {
    id: "direction",
    wide: true,
    header: "Better",
    cell: (row) => (row.direction === "none" ? <Nothing why="neither" /> : row.direction),
  },
  { id: "declared", wide: true, header: "By", cell: (row) => (row.declared ? "declared" : "its first value") },
  { id: "made", wide: true, header: "Made", value: (row) => row.created_at, cell: (row) => <When at={row.created_at} />, end: true },
];

export function MetricList({ project }: { project: string }) {
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/feedback/{-$tab}" });
  const may = useMay(project);
  const metrics = useQuery(metricsQuery(project));
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const open = metrics.data?.find((one) => one.name === search.open);
  const button = may("feedback.admin") ? (
    <Button kind="primary" onClick={() => set({ view: "declare" }, false)}>
      <Plus size={14} aria-hidden />
      Declare metric
    </Button>
  ) : null;
  return (
    <Section title="Metrics" said="what feedback and grades are recorded under" acts={metrics.data?.length ? button : null}>
      {metrics.isPending ? <TableSkeleton rows={4} /> : null}
      {metrics.error ? <Failure error={metrics.error} retry={() => void metrics.refetch()} /> : null}
      {metrics.data?.length === 0 ? (
        <Empty title="No metrics yet" acts={button} ways={feedbackWays(project)}>
          A metric that nobody declared is made by its first value. Declare one to say its unit, its range and whether more is better.
        </Empty>
      ) : null}
      {metrics.data?.length ? (
        <DataTable
          label="Metrics"
          rows={metrics.data}
          columns={COLUMNS}
          rowId={(row) => row.name}
          active={search.open}
          onOpen={(row) => set({ open: row.name }, Boolean(search.open))}
        />
      ) : null}
      {open ? (
        <Drawer title={open.name} onClose={() => set({ open: undefined })}>
          <MetricView key={open.name} project={project} metric={open} />
        </Drawer>
      ) : null}
      {search.view === "declare" ? <Declare project={project} onClose={() => set({ view: undefined })} /> : null}
    </Section>
  );
}

/** A metric's values by day, and by what they are. */
function MetricView({ project, metric }: { project: string; metric: Metric }) {
  const level = metric.level === "episode" ? "episodes" : "interactions";
  const counted = metric.type === "boolean" || metric.type === "number";
  const filter = { field: `metric:${metric.name}`, op: "present", value: null } as const;
  const asked: GroupQuery = { level, filter, by: [{ field: "day" }], measure: counted ? `metric:${metric.name}` : null, most: 1000 };
  const { data, error } = useQuery(groupsQuery(project, asked));
  const { data: split } = useQuery(groupsQuery(project, { ...asked, by: [{ field: "deployment" }] }));
  const series = useMemo<Series[]>(() => {
    const days = [...(data?.groups ?? [])].sort((one, other) => String(one.values[0]).localeCompare(String(other.values[0])));
    const known = days.filter((one) => one.mean !== null);
    return [
      {
        id: metric.name,
        label: metric.name,
        colour: "--series-live",
        x: known.map((one) => Date.parse(String(one.values[0])) / DAY),
        y: known.map((one) => one.mean),
        low: known.map((one) => one.low),
        high: known.map((one) => one.high),
      },
    ];
  }, [data, metric.name]);
  const most = Math.max(1, ...(split?.groups ?? []).map((one) => one.count));
  return (
    <>
      <Facts
        rows={[
          ...(metric.description ? [["What it is", metric.description] as [string, string]] : []),
          ["Type", metric.type],
          ["Of", metric.level],
          ["Better", metric.direction],
          ...(metric.unit ? [["Unit", metric.unit] as [string, string]] : []),
          ...(metric.categories.length ? [["Categories", metric.categories.join(", ")] as [string, string]] : []),
        ]}
      />
      {error ? <Failure error={error} /> : null}
      {data || error ? null : <BlockSkeleton />}
      {data && counted ? <LineChart title="Mean by day" unit={metric.unit} axis="date" series={series} height={160} /> : null}
      {split?.groups.length ? (
        <Section title="By deployment">
          <ul className={own.bars}>
            {split.groups.map((one) => (
              <li key={String(one.values[0])} className={own.bar}>
                <span>{one.values[0] === null ? "none" : String(one.values[0])}</span>
                {one.mean === null ? (
                  <span className={own.track} aria-hidden>
                    <span style={{ width: `${(one.count / most) * 100}%` }} />
                  </span>
                ) : (
                  <Interval mean={one.mean} {...(one.low !== null && one.high !== null ? { low: one.low, high: one.high } : {})} />
                )}
                <span>n {number(one.mean === null ? one.count : one.n)}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}

const TYPES = ["boolean", "number", "category", "text", "correction", "preference"] as const;

function Declare({ project, onClose }: { project: string; onClose: () => void }) {
  const declare = useDeclareMetric(project);
  const [name, setName] = useState("");
  const [type, setType] = useState<Metric["type"]>("boolean");
  const [level, setLevel] = useState<Metric["level"]>("interaction");
  const [direction, setDirection] = useState<Metric["direction"]>("up");
  const [unit, setUnit] = useState("");
  const [categories, setCategories] = useState("");
  const [description, setDescription] = useState("");
  const problem = declare.error ? Problem.from(declare.error) : undefined;
  const submit = () => {
    const listed = categories
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean);
    const body: MetricRequest = { name, type, level, direction, unit, description, categories: type === "category" ? listed : [] };
    declare.mutate(body, { onSuccess: onClose });
  };
  const plain = (value: string) => ({ value, label: value });
  return (
    <Dialog title="Declare a metric" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <TextField
            label="Name"
            about="Lower-case letters, digits, points and dashes. Values that came under this name are looked at anew."
            required
            autoComplete="off"
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(event.target.value.toLowerCase().replace(/[^a-z0-9_.-]+/g, "_"))}
          />
          <ChoiceField
            label="Type"
            value={type}
            options={TYPES.map(plain)}
            onChange={(event) => setType(event.target.value as Metric["type"])}
          />
          {type === "category" ? (
            <TextField
              label="Categories"
              about="With commas between them; none: any."
              autoComplete="off"
              value={categories}
              problem={problem?.at("categories")}
              onChange={(event) => setCategories(event.target.value)}
            />
          ) : null}
          <ChoiceField
            label="Of an"
            value={level}
            options={["interaction", "episode"].map(plain)}
            onChange={(event) => setLevel(event.target.value as Metric["level"])}
          />
          <ChoiceField
            label="Better"
            value={direction}
            options={[
              { value: "up", label: "more is better" },
              { value: "down", label: "less is better" },
              { value: "none", label: "neither" },
            ]}
            onChange={(event) => setDirection(event.target.value as Metric["direction"])}
          />
          <TextField label="Unit" autoComplete="off" maxLength={40} value={unit} onChange={(event) => setUnit(event.target.value)} />
          <TextField
            label="What it is"
            autoComplete="off"
            maxLength={1000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
          {problem && !problem.at("name") && !problem.at("categories") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={declare.isPending || name === ""}>
              Declare
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
