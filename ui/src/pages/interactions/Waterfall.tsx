// Waterfall: where the time of an answer went: each try, the wait for the first token, the rest.
import type { Interaction } from "@/api/types";
import { seconds } from "./columns";
import own from "./interactions.module.css";

interface Span {
  name: string;
  from: number;
  to: number;
  tone: "bad" | "wait" | "accent" | "plain";
}

/** Tries one after the other, and within the last of them the wait and the tokens. Times are from the request on, in milliseconds. */
export function spans({ attempts, first_token_ms, latency_ms }: Pick<Interaction, "attempts" | "first_token_ms" | "latency_ms">): Span[] {
  const whole = latency_ms ?? attempts.reduce((sum, one) => sum + one.latency_ms, 0);
  const out: Span[] = [];
  let at = Math.max(0, whole - attempts.reduce((sum, one) => sum + one.latency_ms, 0));
  if (at > whole * 0.02 && attempts.length > 0) out.push({ name: "before and between", from: 0, to: at, tone: "wait" });
  for (const one of attempts) {
    const good = one.outcome === "ok";
    out.push({
      name: good ? one.deployment : `${one.deployment}: ${one.outcome}`,
      from: at,
      to: at + one.latency_ms,
      tone: good ? "plain" : "bad",
    });
    at += one.latency_ms;
  }
  if (first_token_ms !== null && first_token_ms !== undefined) {
    out.push({ name: "to the first token", from: 0, to: first_token_ms, tone: "accent" });
    out.push({ name: "tokens", from: first_token_ms, to: whole, tone: "plain" });
  }
  out.push({ name: "all", from: 0, to: whole, tone: "plain" });
  return out;
}

export function Waterfall({ interaction }: { interaction: Interaction }) {
  const rows = spans(interaction);
  const whole = Math.max(1, ...rows.map((one) => one.to));
  return (
    <ul className={own.waterfall}>
      {rows.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span is known by its place alone
        <li key={index} className={own.bar}>
          <span title={one.name}>{one.name}</span>
          <span className={own.track} aria-hidden>
            <span data-tone={one.tone} style={{ left: `${(one.from / whole) * 100}%`, width: `${((one.to - one.from) / whole) * 100}%` }} />
          </span>
          <span>{seconds(one.to - one.from)} s</span>
        </li>
      ))}
    </ul>
  );
}
