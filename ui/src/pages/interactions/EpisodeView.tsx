// EpisodeView: the interactions of one task in order, each with what it added; how it ended, and what was said of it.
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { outcomeQuery, useTellOutcome } from "@/api/queries/feedback";
import { episodeQuery, interactionQuery } from "@/api/queries/record";
import type { EpisodeDetail, EpisodeOutcome, Interaction } from "@/api/types";
import { Conversation } from "@/parts/conversation/Conversation";
import type { Message } from "@/parts/conversation/messages";
import { Failure } from "@/parts/Failure";
import { count, number } from "@/parts/format";
import { Section } from "@/parts/Page";
import page from "@/parts/page.module.css";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Chip, Facts, Id, Nothing, Status, When } from "@/parts/Small";
import { Segments } from "@/parts/table/Toolbar";
import { useMay } from "../may";
import css from "../pages.module.css";
import { Ended, seconds, usd } from "./columns";
import { FeedbackSection } from "./FeedbackSection";
import { type Added, added } from "./history";
import { answers, whole } from "./InteractionView";
import own from "./interactions.module.css";

export function EpisodeView({ project, id, wide = false }: { project: string; id: string; wide?: boolean }) {
  const { data, error, refetch } = useQuery(episodeQuery(project, id));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <BlockSkeleton height={320} />;
  return (
    <div className={wide ? own.wide : css.form}>
      <div>
        {wide ? null : <Ending project={project} episode={id} row={data} />}
        <Parts project={project} episode={data} />
        {data.more ? <p className={part.muted}>There are more interactions than are shown here.</p> : null}
      </div>
      <div className={own.side}>
        {wide ? <Ending project={project} episode={id} row={data} /> : null}
        <FeedbackSection project={project} episode={id} />
        <Section title="About it">
          <EpisodeFacts episode={data} />
        </Section>
      </div>
    </div>
  );
}

interface Shown extends Added {
  interaction: Interaction;
  answer: Message[];
}

/** Each interaction with only what it added to those before it. */
function pieces(interactions: readonly Interaction[]): Shown[] {
  const before: Message[][] = [];
  const shown = interactions.map((interaction) => {
    const found = added(before, interaction.request?.messages);
    before.push(whole(interaction));
    return { ...found, interaction, answer: answers(interaction).slice(0, 1) };
  });
  // What tools answered stands in the next request; it belongs beside the call.
  shown.forEach((one, index) => {
    const asked = shown[index - 1];
    if (!asked || one.branch) return;
    const rest = one.messages.findIndex((message) => message.role !== "tool");
    const tools = one.messages.splice(0, rest < 0 ? one.messages.length : rest);
    asked.answer.push(...tools);
  });
  return shown;
}

function Parts({ project, episode }: { project: string; episode: EpisodeDetail }) {
  const found = useQueries({ queries: episode.parts.map((row) => interactionQuery(project, row.id)) });
  const loaded = found.every((one) => one.data);
  const error = found.find((one) => one.error)?.error;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was written down does not change once it is there
  const shown = useMemo(() => (loaded ? pieces(found.flatMap((one) => (one.data ? [one.data] : []))) : []), [loaded, episode.id]);
  if (error) return <Failure error={error} />;
  if (!loaded) return <BlockSkeleton height={240} />;
  return (
    <ol>
      {shown.map(({ interaction, messages, answer, branch }) => (
        <li key={interaction.id} className={own.part}>
          <header>
            <Status status={interaction.status} word={interaction.status === "ok" ? "" : interaction.status} />
            <When at={interaction.started_at} />
            <span>{interaction.deployment ?? interaction.upstream_model}</span>
            {interaction.latency_ms ? <span>{seconds(interaction.latency_ms)} s</span> : null}
            {branch ? <Chip title="It does not go on from what was said before">another branch</Chip> : null}
            <Link to="/p/$project/interactions/$interaction" params={{ project, interaction: interaction.id }} className={css.link}>
              Open
            </Link>
          </header>
          {interaction.error ? <Failure error={new Error(`${interaction.error.code}: ${interaction.error.message}`)} /> : null}
          {interaction.request ? <Conversation messages={[...messages, ...answer]} /> : <p className={part.muted}>It was not kept.</p>}
        </li>
      ))}
    </ol>
  );
}

const ANSWERS: { value: "" | "yes" | "no"; label: string }[] = [
  { value: "yes", label: "yes" },
  { value: "no", label: "no" },
];

const FACTS = [
  ["resolved", "Resolved"],
  ["escalated", "Handed to a person"],
  ["containable", "The model may settle it alone"],
  ["must_escalate", "Had to be handed over"],
] as const;

function Ending({ project, episode, row }: { project: string; episode: string; row: EpisodeDetail }) {
  const may = useMay(project);
  const { data } = useQuery(outcomeQuery(project, episode));
  const tell = useTellOutcome(project, episode);
  const known: EpisodeOutcome | EpisodeDetail["outcome"] = data ?? row.outcome;
  const said = (value: boolean | null | undefined) => (value === null || value === undefined ? undefined : value);
  return (
    <Section title="How it ended" said={<Ended outcome={known as EpisodeDetail["outcome"]} />}>
      <Facts
        rows={[
          ...FACTS.map(([name, words]): [string, React.ReactNode] => {
            const value = said(known?.[name]);
            return [
              words,
              may("interactions.write") ? (
                <Segments
                  key={name}
                  label={words}
                  value={value === undefined ? "" : value ? "yes" : "no"}
                  options={ANSWERS}
                  onChange={(next) => tell.mutate({ [name]: next === "yes" })}
                />
              ) : value === undefined ? (
                <Nothing key={name} why="not known" />
              ) : value ? (
                "yes"
              ) : (
                "no"
              ),
            ];
          }),
          ...(known?.value !== null && known?.value !== undefined ? [["Worth", number(known.value)] as [string, React.ReactNode]] : []),
          ...(known?.reason ? [["Why", known.reason] as [string, React.ReactNode]] : []),
        ]}
      />
    </Section>
  );
}

function EpisodeFacts({ episode }: { episode: EpisodeDetail }) {
  const keys = new Map<string, string>(episode.parts.flatMap((row) => Object.entries(row.keys)));
  return (
    <Facts
      rows={[
        ["Interactions", number(episode.interactions)],
        ["Tool calls", number(episode.tools)],
        ["Errors", number(episode.errors)],
        ["Tokens", `${count(episode.input_tokens)} in, ${count(episode.output_tokens)} out`],
        ["Cost", `$${usd(episode.cost_usd)}`],
        ["Answers took", `${seconds(episode.latency_ms)} s together`],
        ["Alias", episode.alias ?? <Nothing key="a" why="none" />],
        [
          "Keys",
          keys.size ? (
            <span key="k" className={page.acts}>
              {[...keys].map(([name, value]) => (
                <Chip key={name}>{`${name}:${value}`}</Chip>
              ))}
            </span>
          ) : (
            <Nothing key="k" why="none" />
          ),
        ],
        ["Began", <When key="f" at={episode.first_at} />],
        ["Last", <When key="l" at={episode.last_at} />],
        ["Id", <Id key="i" id={episode.id} full />],
      ]}
    />
  );
}
