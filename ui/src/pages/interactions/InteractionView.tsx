// InteractionView: one request and its answer: what was said, how long it took, what it cost, what people said of it.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { MessagesSquare, Rows3 } from "lucide-react";
import { interactionQuery } from "@/api/queries/record";
import type { Interaction } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { buttonClass } from "@/parts/Button";
import { Conversation } from "@/parts/conversation/Conversation";
import { messagesOf } from "@/parts/conversation/messages";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { number } from "@/parts/format";
import { Section } from "@/parts/Page";
import page from "@/parts/page.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Chip, Facts, Id, Nothing, Status, When } from "@/parts/Small";
import { useMay } from "../may";
import css from "../pages.module.css";
import { amount, seconds, usd } from "./columns";
import { FeedbackSection } from "./FeedbackSection";
import own from "./interactions.module.css";
import { Waterfall } from "./Waterfall";

export function InteractionDrawer({ project, id, onClose }: { project: string; id: string; onClose: () => void }) {
  const go = useNavigate();
  const { data, error } = useQuery(interactionQuery(project, id));
  const full = () => void go({ to: "/p/$project/interactions/$interaction", params: { project, interaction: id } });
  return (
    <Drawer title="Interaction" heading={<Heading interaction={data} id={id} />} onClose={onClose} onFull={full}>
      {error ? <Failure error={error} /> : null}
      {data ? (
        <>
          <InteractionActs project={project} interaction={data} />
          <InteractionView key={data.id} project={project} interaction={data} />
        </>
      ) : error ? null : (
        <BlockSkeleton height={320} />
      )}
    </Drawer>
  );
}

function Heading({ interaction, id }: { interaction: Interaction | undefined; id: string }) {
  return (
    <span className={page.acts}>
      {interaction ? <Status status={interaction.status} /> : null}
      {interaction ? <When at={interaction.started_at} /> : null}
      <Id id={id} />
    </span>
  );
}

export function InteractionActs({ project, interaction }: { project: string; interaction: Interaction }) {
  const may = useMay(project);
  return (
    <div className={page.acts}>
      {may("deployments.call") && interaction.request ? (
        <Link
          to="/p/$project/playground"
          params={{ project }}
          search={{ from: interaction.id, at: interaction.alias ?? undefined }}
          className={buttonClass()}
        >
          <MessagesSquare size={14} aria-hidden />
          Replay elsewhere
        </Link>
      ) : null}
      <Link to="/p/$project/episodes/$episode" params={{ project, episode: interaction.episode }} className={buttonClass()}>
        <Rows3 size={14} aria-hidden />
        Its episode
      </Link>
    </div>
  );
}

/** The messages of a request, and the first choice of its answer. */
export function whole(interaction: Interaction): ReturnType<typeof messagesOf> {
  return [...messagesOf(interaction.request?.messages), ...answers(interaction).slice(0, 1)];
}

/** The message of each choice. */
export function answers(interaction: Interaction): ReturnType<typeof messagesOf> {
  const choices = interaction.answer?.choices;
  if (!Array.isArray(choices)) return [];
  return messagesOf(
    choices.map((one: unknown) => (typeof one === "object" && one !== null ? (one as { message?: unknown }).message : undefined)),
  );
}

export function InteractionView({ project, interaction, wide = false }: { project: string; interaction: Interaction; wide?: boolean }) {
  const said = whole(interaction);
  const others = answers(interaction).slice(1);
  return (
    <div className={wide ? own.wide : css.form}>
      <div className={css.form}>
        {interaction.error ? <Failure error={new Error(`${interaction.error.code}: ${interaction.error.message}`)} /> : null}
        <Section title="What was said">
          {said.length ? (
            <Conversation messages={said} />
          ) : (
            <Quiet>{interaction.request ? "It is no conversation." : "It was not kept."}</Quiet>
          )}
        </Section>
        {others.length ? (
          <Section title={others.length === 1 ? "The other choice" : "Other choices"}>
            <Conversation messages={others} />
          </Section>
        ) : null}
        {wide ? <Raw interaction={interaction} /> : null}
      </div>
      <div className={own.side}>
        <FeedbackSection project={project} interaction={interaction} />
        <Section title="Time">
          <Waterfall interaction={interaction} />
        </Section>
        <Section title="About it">
          <InteractionFacts project={project} interaction={interaction} />
        </Section>
        {wide ? null : <Raw interaction={interaction} />}
      </div>
    </div>
  );
}

function InteractionFacts({ project, interaction }: { project: string; interaction: Interaction }) {
  const { usage, tags, keys, parameters } = interaction;
  const pairs = (of: Record<string, string>) => Object.entries(of);
  return (
    <Facts
      rows={[
        ["Tokens in", amount(usage.input_tokens)],
        ...(usage.cached_tokens ? [["Of them cached", number(usage.cached_tokens)] as [string, React.ReactNode]] : []),
        ["Tokens out", amount(usage.output_tokens)],
        [
          "Cost",
          interaction.cost_usd === null || interaction.cost_usd === undefined ? (
            <Nothing key="c" why="not known" />
          ) : (
            `$${usd(interaction.cost_usd)}`
          ),
        ],
        ["First token", interaction.first_token_ms ? `${seconds(interaction.first_token_ms)} s` : <Nothing key="f" why="not known" />],
        [
          "Alias",
          interaction.alias ? (
            <Link key="a" to="/p/$project/aliases/$alias/{-$tab}" params={{ project, alias: interaction.alias }} className={css.link}>
              {interaction.alias}
              {interaction.alias_version ? ` version ${interaction.alias_version}` : ""}
            </Link>
          ) : (
            <Nothing key="a" why="none" />
          ),
        ],
        ["Deployment", interaction.deployment ?? <Nothing key="d" why="none" />],
        ...(interaction.upstream_model ? [["Model there", interaction.upstream_model] as [string, React.ReactNode]] : []),
        ...(interaction.weights ? [["Weights", <Id key="w" id={interaction.weights} />] as [string, React.ReactNode]] : []),
        ["Ended by", interaction.finish_reason ?? <Nothing key="e" why="not known" />],
        [
          "Keys",
          pairs(keys).length ? (
            <span key="k" className={page.acts}>
              {pairs(keys).map(([name, value]) => (
                <Link
                  key={name}
                  to="/p/$project/interactions"
                  params={{ project }}
                  search={{ where: `key:${name}=${encodeURIComponent(value)}`, last: "90d" }}
                  className={css.link}
                >{`${name}:${value}`}</Link>
              ))}
            </span>
          ) : (
            <Nothing key="k" why="none" />
          ),
        ],
        [
          "Tags",
          pairs(tags).length ? (
            <span key="t" className={page.acts}>
              {pairs(tags).map(([name, value]) => (
                <Chip key={name}>
                  {name} {value}
                </Chip>
              ))}
            </span>
          ) : (
            <Nothing key="t" why="none" />
          ),
        ],
        ...(Object.keys(parameters).length
          ? [["Parameters", <code key="p">{JSON.stringify(parameters)}</code>] as [string, React.ReactNode]]
          : []),
        ...(interaction.end_user ? [["End user", interaction.end_user] as [string, React.ReactNode]] : []),
        ["Came by", `${interaction.source}, ${interaction.dialect}${interaction.stream ? ", streamed" : ""}`],
        ["Id", <Id key="i" id={interaction.id} full />],
      ]}
    />
  );
}

function Raw({ interaction }: { interaction: Interaction }) {
  const { tokens, ...rest } = interaction;
  const kept = tokens?.map((one) => `${one.prompt_ids.length} + ${one.ids.length} token ids with logprobs`).join("; ");
  return (
    <details className={own.fold}>
      <summary>All that was written down, as JSON{kept ? ` (and ${kept})` : ""}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <pre className={own.json} tabIndex={0}>
        {JSON.stringify(rest, null, 2)}
      </pre>
    </details>
  );
}
