// Lane: one alias of the playground: what it answers, how long that took, how many tokens, what it cost.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, X } from "lucide-react";
import type { Gathered } from "@/api/chat";
import { interactionQuery } from "@/api/queries/record";
import type { Alias } from "@/api/types";
import { IconButton } from "@/parts/Button";
import { Failure } from "@/parts/Failure";
import part from "@/parts/parts.module.css";
import { Bone } from "@/parts/Skeleton";
import { Nothing } from "@/parts/Small";
import { amount, seconds, usd } from "../interactions/columns";
import css from "../pages.module.css";
import { pointed } from "../serving/serves";
import own from "./playground.module.css";

export function Lane({
  project,
  name,
  aliases,
  answer,
  running,
  from,
  onName,
  onRemove,
}: {
  project: string;
  name: string;
  aliases: readonly Alias[];
  answer: Gathered | undefined;
  running: boolean;
  /** The interaction that is replayed. */
  from?: string;
  onName: (name: string) => void;
  onRemove: (() => void) | undefined;
}) {
  const waits = running && answer?.took === undefined && !answer?.text && answer?.calls.length === 0;
  return (
    <section className={own.lane} aria-label={`Answer of ${name}`}>
      <header>
        <select className={part.input} aria-label="Who answers" value={name} onChange={(event) => onName(event.target.value)}>
          {aliases.map((one) => (
            <option key={one.name} value={one.name}>{`${one.name} · ${pointed(one.shares)}`}</option>
          ))}
        </select>
        {onRemove ? (
          <IconButton label={`Without ${name}`} onClick={onRemove}>
            <X size={14} aria-hidden />
          </IconButton>
        ) : null}
      </header>
      <div className={own.answer} aria-live="polite" aria-busy={running}>
        {waits ? <Bone width="60%" /> : null}
        {answer?.text}
        {answer?.calls.map((call, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a call is known by its place alone
          <code key={index}>{`${call.name}(${call.arguments})`}</code>
        ))}
        {answer === undefined ? <span className={part.muted}>It answers here.</span> : null}
        {answer?.took !== undefined && !answer.text && answer.calls.length === 0 && !answer.failed ? (
          <span className={part.muted}>It said nothing.</span>
        ) : null}
      </div>
      {answer?.failed ? <Failure error={answer.failed} /> : null}
      {answer?.warnings ? <p className={part.caution}>{answer.warnings}</p> : null}
      {answer?.took !== undefined ? <Measures project={project} answer={answer} from={from} /> : null}
    </section>
  );
}

function Measures({ project, answer, from }: { project: string; answer: Gathered; from: string | undefined }) {
  // The record comes a moment after the answer; until then its cost is not known.
  const { data } = useQuery({
    ...interactionQuery(project, answer.interaction ?? ""),
    enabled: answer.interaction !== undefined && !answer.failed,
    retry: 6,
    retryDelay: 800,
  });
  const { input, output } = answer.tokens;
  const measures: [string, React.ReactNode][] = [
    ["First token", answer.first === undefined ? <Nothing key="f" why="it came whole" /> : `${seconds(answer.first)} s`],
    ["Took", answer.took === undefined ? "" : `${seconds(answer.took)} s`],
    ["Tokens", input === undefined && output === undefined ? <Nothing key="t" why="not told" /> : `${input ?? "–"} → ${output ?? "–"}`],
    ["Cost", amount(data?.cost_usd, (value) => `$${usd(value)}`)],
  ];
  return (
    <>
      <dl className={own.measures}>
        {measures.map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={part.muted}>
        {[answer.deployment ? `by ${answer.deployment}` : "", answer.finish ? `ended by ${answer.finish}` : ""].filter(Boolean).join(", ")}{" "}
        {answer.interaction && data ? (
          <Link to="/p/$project/interactions/$interaction" params={{ project, interaction: answer.interaction }} className={css.link}>
            its record
          </Link>
        ) : null}{" "}
        {answer.interaction && data && from ? (
          <Link
            to="/p/$project/interactions/compare"
            params={{ project }}
            search={{ ids: `${from},${answer.interaction}` }}
            className={css.link}
          >
            compare with what was answered <ArrowRight size={12} style={{ display: "inline" }} aria-hidden />
          </Link>
        ) : null}
      </p>
    </>
  );
}
