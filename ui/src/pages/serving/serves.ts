// What a deployment serves, and what an alias points at, in a few words. Pure.
import type { Alias, Deployment, Target } from "@/api/types";
import { percent } from "@/parts/format";

/** `desk-agent`, or `gpt-5 at api.openai.com`. */
export function serves(target: Target): string {
  return target.kind === "engine" ? target.model : `${target.model} at ${host(target.url)}`;
}

function host(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

export const KINDS: Record<Target["kind"], string> = {
  engine: "our engine",
  openai: "OpenAI-compatible",
  anthropic: "Anthropic",
};

/** `1 of 2`: replicas that answer, of those that are wanted; an outside server has none. */
export function ready(deployment: Deployment): string | undefined {
  if (deployment.target.kind !== "engine") return undefined;
  const up = deployment.replicas.filter((one) => one.status === "ready").length;
  return `${up} of ${Math.max(deployment.target.replicas, up)}`;
}

/** `0.2 / 1.1 $`: what a million tokens of input and of output cost; undefined where nothing was said. */
export function price(deployment: Deployment): string | undefined {
  const { input_usd = 0, output_usd = 0, hour_usd = 0 } = deployment.prices;
  if (hour_usd > 0) return `${hour_usd} an hour`;
  return input_usd > 0 || output_usd > 0 ? `${input_usd} / ${output_usd}` : undefined;
}

export interface Part {
  deployment: string;
  share: number;
}

/** Shares of the whole, the largest first. */
export function parts(shares: Alias["shares"]): Part[] {
  const whole = shares.reduce((sum, one) => sum + (one.weight ?? 1), 0);
  return shares
    .map((one) => ({ deployment: one.deployment, share: (one.weight ?? 1) / (whole || 1) }))
    .sort((one, other) => other.share - one.share);
}

/** `desk`, or `desk 90 %, desk-next 10 %`. */
export function pointed(shares: Alias["shares"]): string {
  const [first, ...rest] = parts(shares);
  if (!first) return "nothing";
  return rest.length === 0 ? first.deployment : [first, ...rest].map((one) => `${one.deployment} ${percent(one.share)}`).join(", ");
}

/** The aliases that a deployment answers for, or stands in for. */
export function usedBy(deployment: string, aliases: readonly Alias[]): Alias[] {
  return aliases.filter((alias) => alias.shares.some((one) => one.deployment === deployment) || alias.fallbacks.includes(deployment));
}
