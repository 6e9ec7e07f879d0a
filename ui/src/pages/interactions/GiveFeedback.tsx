// GiveFeedback: a thumb at once, another metric by its type, a reason, or what the answer should have been.
import { useQuery } from "@tanstack/react-query";
import { PencilLine, ThumbsDown, ThumbsUp } from "lucide-react";
import { useId, useState } from "react";
import { Problem } from "@/api/problem";
import { metricsQuery, type Said, useGiveFeedback } from "@/api/queries/feedback";
import { useSession } from "@/api/queries/session";
import type { Interaction, Metric } from "@/api/types";
import { Button } from "@/parts/Button";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import part from "@/parts/parts.module.css";
import { answers } from "./InteractionView";
import own from "./interactions.module.css";

/** What a thumb is recorded under where nobody declared another name. */
export const THUMB = "thumb";
const CORRECTION = "correction";

type Mode = "thumb" | "metric" | "correction";

export function GiveFeedback({ project, interaction, episode }: { project: string; interaction?: Interaction; episode?: string }) {
  const session = useSession();
  const give = useGiveFeedback(project);
  const { data: metrics = [] } = useQuery(metricsQuery(project));
  const [mode, setMode] = useState<Mode>();
  const [thumb, setThumb] = useState<boolean>();
  const [reason, setReason] = useState("");
  const [name, setName] = useState<string>();
  const [value, setValue] = useState("");
  const [text, setText] = useState(() => (interaction ? (answers(interaction)[0]?.content ?? "") : ""));
  const area = useId();
  const target = interaction ? { interaction: interaction.id } : { episode: episode ?? "" };
  const source = { kind: "person" as const, id: session.email, version: "" };
  const level = interaction ? "interaction" : "episode";
  const others = metrics.filter((one) => one.level === level && !["correction", "preference"].includes(one.type) && one.name !== THUMB);
  const metric = others.find((one) => one.name === name) ?? others[0];
  const clear = () => {
    setMode(undefined);
    setThumb(undefined);
    setReason("");
    setValue("");
  };
  const send = (said: Pick<Said, "metric" | "value">) =>
    give.mutate(
      { ...said, target, source, reason: reason.trim() },
      {
        onSuccess: () => {
          clear();
          tell("It is written down", `${said.metric}, by ${session.email}`);
        },
      },
    );
  const problem = give.error ? Problem.from(give.error) : undefined;
  const read = metric ? readValue(metric, value) : undefined;
  const submit = () => {
    if (mode === "thumb" && thumb !== undefined) send({ metric: THUMB, value: thumb });
    if (mode === "metric" && metric && read !== undefined) send({ metric: metric.name, value: read });
    if (mode === "correction") send({ metric: CORRECTION, value: { message: { role: "assistant", content: text } } });
  };
  const choose = (next: boolean) => {
    setMode("thumb");
    setThumb(next);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <div className={own.thumbs}>
          <Button aria-pressed={mode === "thumb" && thumb === true} onClick={() => choose(true)}>
            <ThumbsUp size={14} className={thumb === true ? part.good : undefined} aria-hidden />
            Good
          </Button>
          <Button aria-pressed={mode === "thumb" && thumb === false} onClick={() => choose(false)}>
            <ThumbsDown size={14} className={thumb === false ? part.bad : undefined} aria-hidden />
            Bad
          </Button>
          {interaction?.answer ? (
            <Button kind="ghost" aria-pressed={mode === "correction"} onClick={() => setMode("correction")}>
              <PencilLine size={14} aria-hidden />
              Correct the answer
            </Button>
          ) : null}
          {others.length ? (
            <Button kind="ghost" aria-pressed={mode === "metric"} onClick={() => setMode("metric")}>
              Another metric
            </Button>
          ) : null}
        </div>
        {mode === "metric" && metric ? (
          <>
            <ChoiceField
              label="Metric"
              value={metric.name}
              options={others.map((one) => ({ value: one.name, label: one.unit ? `${one.name} (${one.unit})` : one.name }))}
              onChange={(event) => {
                setName(event.target.value);
                setValue("");
              }}
            />
            <ValueField metric={metric} value={value} onValue={setValue} />
          </>
        ) : null}
        {mode === "correction" ? (
          <div>
            <label htmlFor={area}>What the answer should have been</label>
            <textarea id={area} className={part.input} rows={6} value={text} onChange={(event) => setText(event.target.value)} />
            <p className={part.muted}>With the answer as it was, it makes a preference pair to learn from.</p>
          </div>
        ) : null}
        {mode ? (
          <>
            <TextField label="Why" autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
            {problem ? <Failure error={problem} /> : null}
            <div className={own.thumbs}>
              <Button
                type="submit"
                disabled={give.isPending || (mode === "metric" && read === undefined) || (mode === "correction" && text.trim() === "")}
              >
                Give
              </Button>
              <Button kind="ghost" onClick={clear}>
                Leave it
              </Button>
            </div>
          </>
        ) : null}
      </Stack>
    </form>
  );
}

/** What is typed, as the metric takes it; undefined where it is none. */
export function readValue(metric: Metric, text: string): boolean | number | string | undefined {
  const trimmed = text.trim();
  if (metric.type === "boolean") return trimmed === "" ? true : trimmed === "true";
  if (metric.type === "number") return trimmed !== "" && Number.isFinite(Number(trimmed)) ? Number(trimmed) : undefined;
  if (metric.type === "category" && metric.categories.length) return trimmed || metric.categories[0];
  return trimmed || undefined;
}

function ValueField({ metric, value, onValue }: { metric: Metric; value: string; onValue: (value: string) => void }) {
  const options =
    metric.type === "boolean"
      ? [
          { value: "true", label: "yes" },
          { value: "false", label: "no" },
        ]
      : metric.categories.map((one) => ({ value: one, label: one }));
  if (metric.type === "boolean" || (metric.type === "category" && options.length)) {
    return (
      <ChoiceField label="Value" value={value || options[0]?.value} options={options} onChange={(event) => onValue(event.target.value)} />
    );
  }
  const bounds = [metric.low, metric.high].every((one) => one !== null && one !== undefined) ? `${metric.low} to ${metric.high}` : "";
  return (
    <TextField
      label="Value"
      about={bounds}
      autoComplete="off"
      inputMode={metric.type === "number" ? "decimal" : "text"}
      value={value}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}
