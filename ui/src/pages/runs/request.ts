// The schema of a run's request, with what its fields name, so that the form can offer what the project has.
import raw from "@/api/run-request.json";
import type { JsonSchema } from "@/parts/form/schema";

const NAMES: Record<string, string> = { model: "model", dataset: "dataset" };

function named(schema: JsonSchema): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, NAMES[name] ? { ...inner, "x-names": NAMES[name] } : inner]),
  );
  const env = schema.$defs?.EnvRef;
  const defs = env ? { EnvRef: { ...env, properties: { ...env.properties, name: { ...env.properties?.name, "x-names": "env" } } } } : {};
  return { ...schema, properties, $defs: { ...schema.$defs, ...defs } };
}

export const REQUEST: JsonSchema = named(raw as JsonSchema);
