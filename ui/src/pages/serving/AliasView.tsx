// AliasView: what answers under an alias and how, and the lines that call it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { deploymentsQuery, useGateway } from "@/api/queries/serving";
import type { Alias, AliasSettings } from "@/api/types";
import { Ways } from "@/parts/Code";
import { number, percent } from "@/parts/format";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { Facts, Id, Status, When } from "@/parts/Small";
import css from "../pages.module.css";
import { callingWays } from "./calling";
import { Prompt } from "./Prompt";
import { parts } from "./serves";
import own from "./serving.module.css";

export function AliasView({ project, alias, wide = false }: { project: string; alias: Alias; wide?: boolean }) {
  const gateway = useGateway();
  return (
    <div className={wide ? own.pair : css.form}>
      <div className={css.form}>
        <Section title="What answers">
          <Shares project={project} alias={alias} />
        </Section>
        {alias.settings.prompt ? (
          <Section title="Prompt" said="in front of every request">
            <Prompt prompt={alias.settings.prompt} />
          </Section>
        ) : null}
        <Section title="How it answers">
          <SettingFacts settings={alias.settings} alias={alias} />
        </Section>
      </div>
      <Section title="Call it" said="with a key of this project">
        <Ways ways={callingWays(gateway, `${project}/${alias.name}`, alias.settings.prompt)} />
        <p className={part.muted}>
          <code>burnish</code> is optional: <code>episode</code> keeps what belongs together together, and feedback may name a{" "}
          <code>key</code> such as an order instead of an id, today or next week.{" "}
          <Link to="/p/$project/settings/{-$tab}" params={{ project, tab: "keys" }} search={{ new: "key" }} className={css.link}>
            Make a key
          </Link>
        </p>
      </Section>
    </div>
  );
}

/** Each share as a bar, and who stands in where none answers. */
export function Shares({ project, alias }: { project: string; alias: Pick<Alias, "shares" | "fallbacks"> }) {
  const { data: deployments = [] } = useQuery(deploymentsQuery(project));
  const status = (name: string) => deployments.find((one) => one.name === name)?.status;
  const linked = (name: string) => (
    <Link to="/p/$project/deployments/$deployment" params={{ project, deployment: name }} className={css.link} title={name}>
      {name}
    </Link>
  );
  return (
    <div className={own.shares}>
      {parts(alias.shares).map((one) => (
        <div key={one.deployment} className={own.share}>
          {linked(one.deployment)}
          <span className={own.bar} aria-hidden>
            <span style={{ width: `${one.share * 100}%` }} />
          </span>
          <span className={own.figure}>{percent(one.share)}</span>
          <Stood status={status(one.deployment)} />
        </div>
      ))}
      {alias.fallbacks.map((name, index) => (
        <div key={name} className={own.share}>
          {linked(name)}
          <span className={part.muted}>{index === 0 ? "where those do not answer" : "where that does not either"}</span>
          <span />
          <Stood status={status(name)} />
        </div>
      ))}
    </div>
  );
}

function Stood({ status }: { status: string | undefined }) {
  return status ? <Status status={status} /> : <span />;
}

const LIMITS: [keyof AliasSettings["limits"], string, string][] = [
  ["requests_per_minute", "requests a minute", ""],
  ["tokens_per_minute", "tokens a minute", ""],
  ["usd_per_day", "a day", "$"],
  ["concurrent", "at once", ""],
];

function SettingFacts({ settings, alias }: { settings: AliasSettings; alias: Alias }) {
  const limits = LIMITS.map(([name, word, unit]) => {
    const value = settings.limits[name];
    return value === null || value === undefined ? "" : `${unit}${number(value)} ${word}`;
  }).filter(Boolean);
  const recorded = settings.record ? (settings.tokens ? "whole, with token ids and logprobs" : "whole") : "only that they happened";
  return (
    <Facts
      rows={[
        ...(alias.description ? [["What it is for", alias.description] as [string, string]] : []),
        ["Recorded", recorded],
        [
          "Time limit",
          `${number(settings.timeout_s)} s${settings.first_token_s ? `, first token within ${number(settings.first_token_s)} s` : ""}`,
        ],
        ["Tries", settings.retries === 0 ? "once" : `${settings.retries + 1} times at each deployment`],
        ["Each key", limits.length ? limits.join(", ") : "no limit"],
        [
          "Parameters",
          Object.keys(settings.defaults).length ? <code key="p">{JSON.stringify(settings.defaults)}</code> : "those of each request",
        ],
        ["Unknown fields", settings.strict ? "refused" : "dropped, with a warning"],
        ["Version", `${alias.version}`],
        ["Changed", <When key="c" at={alias.updated_at} />],
        ["Id", <Id key="i" id={alias.id} full />],
      ]}
    />
  );
}
