// The schema of a run's request, with what its fields name, so that the form can offer what the project has.
import raw from "@/api/run-request.json";
import type { JsonSchema } from "@/parts/form/schema";

const NAMES: Record<string, string> = { model: "model", dataset: "dataset" };

/** The document's keys are sorted; people read the first things first. */
const ENV = ["name", "split", "scenarios", "start", "more", "held_out", "held_out_scenarios"];

function ordered(fields: Record<string, JsonSchema>, order: readonly string[]): Record<string, JsonSchema> {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => place(one) - place(other)));
}

function named(schema: JsonSchema): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, NAMES[name] ? { ...inner, "x-names": NAMES[name] } : inner]),
  );
  const env = schema.$defs?.EnvRef;
  const fields = { ...env?.properties, name: { ...env?.properties?.name, "x-names": "env" } };
  const defs = env ? { EnvRef: { ...env, properties: ordered(fields, ENV) } } : {};
  return { ...schema, properties, $defs: { ...schema.$defs, ...defs } };
}

export const REQUEST: JsonSchema = named(raw as JsonSchema);
