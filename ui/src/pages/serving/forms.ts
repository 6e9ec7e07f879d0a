// The forms of serving, from the schemas of the API: what a deployment serves, its prices, how an alias answers.
import raw from "@/api/serving.json";
import { type Field, fieldsOf, type JsonSchema } from "@/parts/form/schema";

const SCHEMAS = raw as unknown as Record<"EngineTarget" | "OpenAITarget" | "AnthropicTarget" | "Prices" | "AliasSettings", JsonSchema>;

/** Fields of a schema, those that are named first, and none that has its own place in the form. */
function fields(schema: JsonSchema, first: readonly string[], without: readonly string[], names: Record<string, string> = {}): Field[] {
  const place = (field: Field) => (first.includes(field.name) ? first.indexOf(field.name) : first.length);
  return fieldsOf(schema)
    .filter((field) => !without.includes(field.name))
    .map((field) => titled({ ...field, names: names[field.name] ?? field.names }))
    .sort((one, other) => place(one) - place(other));
}

const UNITS: [RegExp, string][] = [
  [/ usd( |$)/i, " ($)$1"],
  [/^usd /i, "$ "],
  [/ s$/, " (s)"],
];

/** Units as people write them: First token (s), Input ($). */
function titled(field: Field): Field {
  const title = UNITS.reduce((text, [unit, sign]) => text.replace(unit, sign), field.title);
  return { ...field, title, fields: field.fields.map(titled) };
}

const OUTSIDE = ["url", "model", "secret"];

export const TARGETS: Record<"engine" | "openai" | "anthropic", Field[]> = {
  engine: fields(SCHEMAS.EngineTarget, ["model"], ["kind"], { model: "model" }),
  openai: fields(SCHEMAS.OpenAITarget, OUTSIDE, ["kind"], { secret: "secret" }),
  anthropic: fields(SCHEMAS.AnthropicTarget, OUTSIDE, ["kind"], { secret: "secret" }),
};

export const PRICES: Field[] = fields(SCHEMAS.Prices, ["input_usd", "cached_input_usd", "output_usd"], []);

/** All but the prompt, which has an editor of its own. */
export const SETTINGS: Field[] = fields(
  SCHEMAS.AliasSettings,
  ["record", "tokens", "strict", "timeout_s", "first_token_s", "retries", "limits"],
  ["prompt"],
);
