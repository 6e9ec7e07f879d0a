// A change of an alias as it is typed, and read into what the API takes, with a problem for each field that cannot be. Pure.
import type { FieldProblem } from "@/api/problem";
import type { Alias, AliasChanges, AliasSettings } from "@/api/types";
import { initial, type Raws, read } from "@/parts/form/values";
import { SETTINGS } from "./forms";
import { namesIn } from "./template";

export type ArgumentType = "string" | "number" | "integer" | "boolean";

export interface Draft {
  shares: { deployment: string; weight: string }[];
  fallbacks: string[];
  prompt: string;
  /** Types by name; those that stand in the prompt and not here are texts. */
  types: Record<string, ArgumentType>;
  settings: Raws;
  description: string;
}

export function draftOf(alias: Pick<Alias, "shares" | "fallbacks" | "settings" | "description">): Draft {
  return {
    shares: alias.shares.map((one) => ({ deployment: one.deployment, weight: String(one.weight ?? 1) })),
    fallbacks: [...alias.fallbacks],
    prompt: alias.settings.prompt?.text ?? "",
    types: { ...(alias.settings.prompt?.arguments ?? {}) } as Record<string, ArgumentType>,
    settings: initial(SETTINGS, alias.settings as unknown as Record<string, unknown>),
    description: alias.description,
  };
}

/** Arguments as the prompt names them, each with its type; what it no longer names is left out. */
export function argumentsOf(draft: Draft): [name: string, type: ArgumentType][] {
  return namesIn(draft.prompt).map((name) => [name, draft.types[name] ?? "string"]);
}

export interface ReadDraft {
  changes: AliasChanges;
  problems: FieldProblem[];
}

export function readDraft(draft: Draft): ReadDraft {
  const problems: FieldProblem[] = [];
  const shares = draft.shares.map((one, index) => {
    const weight = Number(one.weight.trim());
    if (one.deployment === "") problems.push({ path: `shares.${index}`, message: "choose a deployment" });
    else if (one.weight.trim() === "" || !Number.isFinite(weight) || weight <= 0) {
      problems.push({ path: `shares.${index}`, message: "its weight has to be a number above 0" });
    }
    return { deployment: one.deployment, weight };
  });
  if (shares.length === 0) problems.push({ path: "shares", message: "at least one deployment has to answer" });
  const names = shares.map((one) => one.deployment).filter(Boolean);
  if (new Set(names).size < names.length) problems.push({ path: "shares", message: "a deployment stands here twice" });
  const settings = read(SETTINGS, draft.settings, "settings");
  problems.push(...settings.problems);
  const prompt = draft.prompt.trim() === "" ? null : { text: draft.prompt, arguments: Object.fromEntries(argumentsOf(draft)) };
  return {
    changes: {
      shares,
      fallbacks: draft.fallbacks.filter(Boolean),
      settings: { ...settings.value, prompt } as AliasSettings,
      description: draft.description,
    },
    problems,
  };
}
