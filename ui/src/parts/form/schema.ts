// Fields from a JSON schema as pydantic writes it: references resolved, "or null" folded in, what a form has to know. Pure.
import { words } from "../format";

export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  [extra: `x-${string}`]: unknown;
}

export type Kind = "text" | "number" | "integer" | "boolean" | "choice" | "list" | "pairs" | "rows" | "object" | "json";

export interface Field {
  /** Its name in the object it belongs to. */
  name: string;
  title: string;
  description: string;
  kind: Kind;
  required: boolean;
  /** Null is a value: "none". */
  nullable: boolean;
  default: unknown;
  /** What may be chosen, for a choice. */
  options: readonly (string | number)[];
  /** Fields of an object, or of each row. */
  fields: readonly Field[];
  /** What the items of a list are. */
  item: Kind;
  /** What a text names: model, dataset, env, grader … Offered from what the project has. */
  names: string;
  min: number | undefined;
  max: number | undefined;
  /** Whether the limits themselves are excluded. */
  above: boolean;
  below: boolean;
  minLength: number | undefined;
  maxLength: number | undefined;
  pattern: string | undefined;
}

/** The fields of an object's schema, in its order. */
export function fieldsOf(schema: JsonSchema): Field[] {
  const root = schema;
  const top = resolved(schema, root);
  return Object.entries(top.properties ?? {}).map(([name, raw]) => fieldOf(name, raw, root, (top.required ?? []).includes(name), 0));
}

const DEEPEST = 4;

function fieldOf(name: string, raw: JsonSchema, root: JsonSchema, required: boolean, depth: number): Field {
  const { schema, nullable } = unfolded(raw, root);
  const kind = depth >= DEEPEST ? "json" : kindOf(schema, root);
  const item = kind === "list" || kind === "rows" ? resolved(schema.items ?? {}, root) : {};
  const inner = kind === "object" ? schema : kind === "rows" ? item : {};
  return {
    name,
    title: raw.title && raw.title.toLowerCase() !== name.replaceAll("_", " ") ? raw.title : words(name),
    description: raw.description ?? schema.description ?? "",
    kind,
    required,
    nullable,
    default: "default" in raw ? raw.default : schema.default,
    options: options(schema),
    fields: Object.entries(inner.properties ?? {}).map(([key, value]) =>
      fieldOf(key, value, root, (inner.required ?? []).includes(key), depth + 1),
    ),
    item: kind === "list" ? kindOf(item, root) : "text",
    names: String(raw["x-names"] ?? schema["x-names"] ?? ""),
    min: schema.minimum ?? schema.exclusiveMinimum,
    max: schema.maximum ?? schema.exclusiveMaximum,
    above: schema.exclusiveMinimum !== undefined,
    below: schema.exclusiveMaximum !== undefined,
    minLength: schema.minLength,
    maxLength: schema.maxLength,
    pattern: schema.pattern,
  };
}

/** Follows references; a reference to what is not there is an empty schema. */
function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let now = schema;
  for (let hops = 0; hops < 8; hops += 1) {
    if (now.$ref) now = { ...(root.$defs?.[now.$ref.replace(/^#\/\$defs\//, "")] ?? {}), ...without(now, "$ref") };
    else if (now.allOf?.length === 1 && now.allOf[0]) now = { ...now.allOf[0], ...without(now, "allOf") };
    else return now;
  }
  return now;
}

function without(schema: JsonSchema, key: "$ref" | "allOf" | "anyOf"): JsonSchema {
  const { [key]: _, ...rest } = schema;
  return rest;
}

/** `anyOf [X, null]` is X that may be null. */
function unfolded(raw: JsonSchema, root: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  const schema = resolved(raw, root);
  if (!schema.anyOf) return { schema, nullable: false };
  const branches = schema.anyOf.map((branch) => resolved(branch, root));
  const others = branches.filter((branch) => branch.type !== "null");
  const nullable = others.length < branches.length;
  const [only] = others;
  if (others.length === 1 && only) return { schema: { ...only, ...without(schema, "anyOf") }, nullable };
  const plain = others.every((branch) => branch.type === "integer" || branch.type === "number");
  return { schema: plain ? { ...without(schema, "anyOf"), type: "number" } : without(schema, "anyOf"), nullable };
}

function options(schema: JsonSchema): (string | number)[] {
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  return values.filter((value): value is string | number => typeof value === "string" || typeof value === "number");
}

function kindOf(schema: JsonSchema, root: JsonSchema): Kind {
  if (options(schema).length > 0) return "choice";
  switch (schema.type) {
    case "string":
      return "text";
    case "integer":
    case "number":
    case "boolean":
      return schema.type;
    case "array":
      return schema.prefixItems ? "json" : listOf(resolved(schema.items ?? {}, root));
    case "object":
      return schema.properties ? "object" : isText(schema.additionalProperties, root) ? "pairs" : "json";
    default:
      return "json";
  }
}

function isText(schema: JsonSchema["additionalProperties"], root: JsonSchema): boolean {
  return typeof schema === "object" && resolved(schema, root).type === "string";
}

function listOf(item: JsonSchema): Kind {
  if (item.type === "object" && item.properties) return "rows";
  return item.type === "string" || item.type === "number" || item.type === "integer" ? "list" : "json";
}
