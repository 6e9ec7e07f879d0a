// Every part on one page, for looking at and for the browser tests; no part of what is shipped.
import { Tooltip } from "radix-ui";
import { useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "@/api/problem";
import { listen } from "@/frame/keys";
import { Button } from "@/parts/Button";
import { Ways } from "@/parts/Code";
import { LineChart, Multiples, Smoothing } from "@/parts/chart/LineChart";
import { colourOf, type Range, type Series } from "@/parts/chart/series";
import { Conversation } from "@/parts/conversation/Conversation";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { SchemaFields } from "@/parts/form/SchemaFields";
import { fieldsOf } from "@/parts/form/schema";
import { initial, read } from "@/parts/form/values";
import { Section } from "@/parts/Page";
import page from "@/parts/page.module.css";
import { TableSkeleton } from "@/parts/Skeleton";
import { Chip, Delta, Facts, Id, Interval, Key, Progress, Status, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Segments, Toolbar } from "@/parts/table/Toolbar";
import "@/theme/tokens.css";
import "@/theme/base.css";
import { MESSAGES, NASTY, noise, ROWS, type Row, SCHEMA } from "./content";

const columns: Column<Row>[] = [
  { id: "name", header: "Run", value: (row) => row.name, cell: (row) => row.name, grow: true },
  { id: "status", header: "Status", value: (row) => row.status, cell: (row) => <Status status={row.status} /> },
  { id: "step", header: "Step", cell: (row) => <Progress step={row.step} steps={row.steps} /> },
  { id: "reward", header: "Reward", value: (row) => row.reward, cell: (row) => <Interval mean={row.reward} />, end: true },
  { id: "id", header: "Id", cell: (row) => <Id id={row.id} /> },
  { id: "created", header: "Started", value: (row) => row.at, cell: (row) => <When at={row.at} />, end: true },
];

function curve(id: string, label: string, colour: string, seed: number, banded = false): Series {
  const x = Array.from({ length: 160 }, (_, index) => index);
  const y = x.map((step) => 0.2 + 0.7 * (1 - Math.exp(-step / 50)) + noise(step * 7 + seed) * 0.12);
  const wide = (step: number) => 0.05 + 0.1 * Math.exp(-step / 60);
  return banded
    ? { id, label, colour, x, y, low: y.map((value, step) => value - wide(step)), high: y.map((value, step) => value + wide(step)) }
    : { id, label, colour, x, y };
}

function Charts() {
  const [smoothing, setSmoothing] = useState(0.6);
  const [range, setRange] = useState<Range>();
  const shared = { smoothing, range, onRange: setRange, syncKey: "kit" };
  const two = useMemo(() => [curve("a", "candidate v8", "--series-candidate", 1), curve("b", "live v7", "--series-live", 40)], []);
  const four = useMemo(() => [0, 1, 2, 3].map((index) => curve(`${index}`, `grpo-${index}`, colourOf(index), index * 31)), []);
  const banded = useMemo(() => [curve("c", "held-out", "--series-candidate", 3, true)], []);
  const marks = useMemo(
    () => [
      { x: 40, label: "v6 live" },
      { x: 110, label: "resumed" },
    ],
    [],
  );
  return (
    <Section title="Charts" acts={<Smoothing value={smoothing} onChange={setSmoothing} />}>
      <Multiples>
        <LineChart title="Reward" series={two} {...shared} marks={marks} />
        <LineChart title="Several runs" series={four} {...shared} />
        <LineChart title="Held-out reward" unit="95 %" series={banded} {...shared} smoothing={0} zero />
        <LineChart title="Nothing logged" series={[]} {...shared} />
      </Multiples>
    </Section>
  );
}

function Form() {
  const fields = useMemo(() => fieldsOf(SCHEMA), []);
  const [values, setValues] = useState(() => initial(fields, { learning_rate: 5e-6 }));
  const found = read(fields, values);
  return (
    <Section title="Form from a schema" said={<code>{JSON.stringify(found.chosen)}</code>}>
      <SchemaFields
        fields={fields}
        values={values}
        onChange={setValues}
        problems={[...found.problems, { path: "clip_low", message: "has to be at most 1, says the server" }]}
        choices={{ model: [{ value: "tiny", label: "tiny" }] }}
      />
    </Section>
  );
}

function Tables() {
  const [sort, setSort] = useState<string | undefined>("-reward");
  const [text, setText] = useState("");
  const [status, setStatus] = useState("all");
  const [active, setActive] = useState<string>();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => ROWS.filter((row) => row.name.includes(text) && (status === "all" || row.status === status)), [text, status]);
  return (
    <Section title="Table" said={`${rows.length} rows`}>
      <Toolbar side={<Button kind="primary">New run</Button>}>
        <SearchBox label="Search runs" text={text} onText={setText} />
        <Segments
          label="Status"
          value={status}
          onChange={setStatus}
          options={["all", "running", "succeeded", "failed"].map((value) => ({ value, label: value }))}
        />
      </Toolbar>
      <div style={{ display: "flex", height: 360 }}>
        <DataTable
          label="Runs"
          fill
          rows={rows}
          columns={columns}
          rowId={(row) => row.id}
          sort={sort}
          onSort={setSort}
          active={active}
          onOpen={(row) => setActive(row.id)}
          picked={picked}
          onPick={(id, on) => setPicked((now) => new Set(on ? [...now, id] : [...now].filter((one) => one !== id)))}
        />
      </div>
    </Section>
  );
}

function Small() {
  return (
    <Section title="Small parts">
      <Facts
        rows={[
          ["Interval", <Interval key="i" mean={0.931} low={0.91} high={0.95} n={512} />],
          [
            "Deltas",
            <span key="d" className={page.acts}>
              <Delta value={0.042} better="up" digits={2} />
              <Delta value={-1.2} better="up" digits={1} />
              <Delta value={-38} better="down" />
              <Delta value={0} better="up" digits={2} />
              <Delta value={12} better="neither" />
            </span>,
          ],
          ["Id", <Id key="id" id="run_01989e2f7c4a7d21b0a94f2c1a" />],
          [
            "States",
            <span key="s" className={page.acts}>
              {["queued", "running", "paused", "succeeded", "failed", "cancelled", "warning"].map((status) => (
                <Status key={status} status={status} />
              ))}
            </span>,
          ],
          [
            "Buttons",
            <span key="b" className={page.acts}>
              <Button kind="primary">Start run</Button>
              <Button>Pause</Button>
              <Button kind="ghost">Clone</Button>
              <Button kind="danger">Cancel run</Button>
              <Button disabled>Not yet</Button>
              <Key>J</Key> <Chip>split dev</Chip>
            </span>,
          ],
        ]}
      />
      <Failure
        error={
          new Problem({
            code: "lease_lost",
            message: "Run run_0198 was taken over by worker w2 while w1 was frozen.",
            fix: "Nothing is lost: it goes on from step 40. Look at w1's machine.",
            request: "0198-77",
          })
        }
      />
    </Section>
  );
}

function Kit() {
  return (
    <Tooltip.Provider>
      <div className={page.page}>
        <h1>Parts</h1>
        <Small />
        <Tables />
        <Charts />
        <Form />
        <Section title="Conversation">
          <Conversation messages={MESSAGES} />
        </Section>
        <Section title="Conversation with nasty text">
          <Conversation messages={NASTY} />
        </Section>
        <Empty
          title="No runs yet"
          acts={<Button kind="primary">New run</Button>}
          ways={{
            Python: 'from burnish import Client\n\nclient = Client()\nrun = client.runs.create("grpo", model="tiny")  # queued\nrun.wait()',
            CLI: "burnish runs create grpo --model tiny --watch",
            curl: 'curl -X POST "$BURNISH_URL/api/v1/projects/shop/runs" \\\n  -H "Authorization: Bearer $BURNISH_API_KEY" \\\n  -d \'{"recipe": "grpo", "model": "tiny"}\'',
          }}
        >
          A run trains a model by a recipe. It survives crashes, streams its numbers here, and can be repeated from its id.
        </Empty>
        <Ways ways={{ CLI: "burnish up" }} />
        <TableSkeleton rows={4} />
      </div>
    </Tooltip.Provider>
  );
}

const root = document.getElementById("root");
if (root) createRoot(root).render(<Kit />);
listen();
