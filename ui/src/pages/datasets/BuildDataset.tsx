// BuildDataset: examples from what a filter finds in the record, with how many there are counted as one chooses.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Problem } from "@/api/problem";
import { type BuildAsked, previewQuery, useBuildDataset } from "@/api/queries/datasets";
import { metricsQuery } from "@/api/queries/feedback";
import type { DatasetPreview } from "@/api/types";
import { Button } from "@/parts/Button";
import { Ways } from "@/parts/Code";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { number } from "@/parts/format";
import { tell } from "@/parts/Notices";
import part from "@/parts/parts.module.css";
import { Chip } from "@/parts/Small";
import { appliesWhole, expression, readFilter } from "../interactions/nested";
import { filterOf, parseTerms, told } from "../interactions/terms";
import { timesOf } from "../interactions/times";
import { slug } from "../Projects";
import css from "../pages.module.css";
import runs from "../runs/runs.module.css";
import { buildDatasetWays } from "../ways";

type Kind = BuildAsked["kind"];

const KINDS: { value: Kind; label: string }[] = [
  { value: "chat", label: "Conversations to learn from" },
  { value: "preference", label: "Preferences: a better and a worse answer" },
  { value: "rated", label: "Conversations with their ratings" },
  { value: "prompts", label: "Prompts: conversations that wait for an answer" },
];

interface Where {
  where: string | undefined;
  also: string | undefined;
  words: string | undefined;
  last: string | undefined;
  from: string | undefined;
  to: string | undefined;
}

export function BuildDataset({ project, asked, onClose }: { project: string; asked: Where; onClose: () => void }) {
  const make = useBuildDataset(project);
  const { data: metrics = [] } = useQuery(metricsQuery(project));
  const [now] = useState(() => Date.now());
  const [name, setName] = useState("");
  const [kind, setKind] = useState<Kind>("chat");
  const [metric, setMetric] = useState("");
  const [share, setShare] = useState("80 / 10 / 10");
  const [description, setDescription] = useState("");
  const terms = useMemo(() => parseTerms(asked.where), [asked.where]);
  const read = useMemo(() => (asked.also ? readFilter(asked.also) : undefined), [asked.also]);
  const also = read?.filter;
  const [level, setLevel] = useState<BuildAsked["level"]>(() => (also && !appliesWhole(also, "episodes") ? "interactions" : "episodes"));
  const { last, from, to } = asked;
  const filter = useMemo(() => {
    const times = timesOf({ last, from, to }, now);
    return filterOf({ terms, text: asked.words, from: times.from, to: times.to, also }, level);
  }, [terms, also, asked.words, last, from, to, now, level]);
  const splits = readSplits(share);
  const body: BuildAsked = {
    name: name.replace(/-+$/, ""),
    kind,
    level,
    filter,
    metric: kind === "rated" || kind === "preference" ? metric || null : null,
    splits: splits ?? { train: 0.8, dev: 0.1, test: 0.1 },
    description,
  };
  const preview = useQuery(previewQuery(project, body));
  const problem = make.error ? Problem.from(make.error) : undefined;
  const submit = () =>
    make.mutate(body, {
      onSuccess: (dataset) => {
        tell(`${dataset.name}@${dataset.version} is here`, `${number(dataset.examples)} examples, each of them once.`);
        onClose();
      },
    });
  return (
    <Dialog title="Make a dataset from the record" open wide onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <p className={part.muted}>
            From{" "}
            {terms.length || asked.words || read ? (
              <>
                {terms.map((term) => {
                  const words = told(term);
                  return (
                    <Chip key={`${term.field}${term.op}${term.values}`}>
                      {words.name} {words.rest}
                    </Chip>
                  );
                })}
                {asked.words ? <Chip>{asked.words}</Chip> : null}
                {also ? <Chip>{appliesWhole(also, level) ? expression(also) : <del>{expression(also)}</del>}</Chip> : null}
                {read?.problem ? <Chip>a filter that cannot be read, and is left out</Chip> : null}
              </>
            ) : (
              "everything"
            )}{" "}
            of {from || to ? "the time that was chosen" : `the last ${last ?? "7d"}`}.{" "}
            <Link
              to="/p/$project/interactions"
              params={{ project }}
              search={{ where: asked.where, also: asked.also, text: asked.words, last, from, to }}
              className={css.link}
            >
              Choose others in the list
            </Link>
          </p>
          <TextField
            label="Name"
            about="Where there is a dataset of this name, it gets another version."
            required
            autoComplete="off"
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(slug(event.target.value))}
          />
          <ChoiceField label="What an example is" value={kind} options={KINDS} onChange={(event) => setKind(event.target.value as Kind)} />
          <ChoiceField
            label="Of"
            value={level}
            options={[
              { value: "episodes", label: "episodes: each whole conversation once" },
              { value: "interactions", label: "interactions: each request and its answer" },
            ]}
            onChange={(event) => setLevel(event.target.value as BuildAsked["level"])}
          />
          {kind === "rated" || kind === "preference" ? (
            <ChoiceField
              label="By the metric"
              value={metric}
              options={[{ value: "", label: "all" }, ...metrics.map((one) => ({ value: one.name, label: one.name }))]}
              onChange={(event) => setMetric(event.target.value)}
            />
          ) : null}
          <TextField
            label="To train / dev / test"
            about="In per cent. An episode is always in the same split, whatever dataset it gets into."
            autoComplete="off"
            value={share}
            problem={splits ? problem?.at("splits") : "three numbers that add up to 100"}
            onChange={(event) => setShare(event.target.value)}
          />
          <TextField
            label="What it is"
            autoComplete="off"
            maxLength={1000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
          <output aria-live="polite">
            {preview.data ? counted(preview.data, level) : preview.error ? Problem.from(preview.error).message : "counting …"}
          </output>
          <details className={runs.fold}>
            <summary>
              <h2>The same as code</h2>
            </summary>
            <Ways ways={buildDatasetWays(project, { name: body.name || "desk", kind, level, filter, splits: body.splits })} />
          </details>
          {problem && !problem.at("name") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={make.isPending || name === "" || !splits || preview.data?.found === 0}>
              {make.isPending ? "Making it" : "Make dataset"}
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}

function counted(found: DatasetPreview, level: BuildAsked["level"]): string {
  const many = (count: number, word: string) => `${number(count)} ${count === 1 ? word : `${word}s`}`;
  const { corrections, preferences, ratings } = found;
  return [
    `${many(found.found, level.slice(0, -1))} found`,
    many(ratings, "rating"),
    many(corrections, "correction"),
    many(preferences, "preference"),
  ].join(" · ");
}

/** `80 / 10 / 10` as shares; undefined where they do not add up. */
export function readSplits(text: string): BuildAsked["splits"] | undefined {
  const shares = text
    .split(/[/,\s]+/)
    .filter(Boolean)
    .map(Number);
  const [train, dev, test] = shares;
  if (shares.length !== 3 || train === undefined || dev === undefined || test === undefined) return undefined;
  const good = shares.every((one) => Number.isFinite(one) && one >= 0) && Math.abs(train + dev + test - 100) < 1e-6;
  return good ? { train: train / 100, dev: dev / 100, test: test / 100 } : undefined;
}
