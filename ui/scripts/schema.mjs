// What the page knows of the API, made from its OpenAPI document: types, and the schemas that forms are drawn from.
//   node scripts/schema.mjs [--check] [openapi.json]     the document comes from the server's own code unless a file is named
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const check = process.argv.includes("--check");
const file = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const here = (path) => new URL(path, import.meta.url);

function document() {
  if (file) return readFileSync(file, "utf8");
  const python = process.env.SCHEMA_PYTHON ?? here("../../.venv/bin/python").pathname;
  return execFileSync(python, ["-m", "burnish.api.openapi"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}

const text = document();
const openapi = JSON.parse(text);

const captioned = `// Types of the API, made from its OpenAPI document by \`npm run schema\`. Not edited by hand.\n\n${astToString(await openapiTS(text))}`;

/** A schema on its own: what it refers to comes along, under \`$defs\`. */
function alone(name) {
  const defs = {};
  const moved = (value) => {
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value !== "object" || value === null) return value;
    const out = {};
    for (const [key, inner] of Object.entries(value)) {
      const target = key === "$ref" && typeof inner === "string" ? inner.replace("#/components/schemas/", "") : undefined;
      if (target === undefined) {
        out[key] = moved(inner);
        continue;
      }
      out[key] = `#/$defs/${target}`;
      if (!(target in defs)) {
        defs[target] = {};
        defs[target] = moved(openapi.components.schemas[target]);
      }
    }
    return out;
  };
  return { ...moved(openapi.components.schemas[name]), $defs: defs };
}

const several = (...names) => Object.fromEntries(names.map((name) => [name, alone(name)]));
const written = (schemas) => `${JSON.stringify(schemas, null, 2)}\n`;

const outputs = {
  "../src/api/schema.d.ts": captioned,
  "../src/api/run-request.json": written(alone("RunRequest")),
  "../src/api/serving.json": written(several("EngineTarget", "OpenAITarget", "AnthropicTarget", "Prices", "AliasSettings")),
};

let stale = false;
for (const [path, fresh] of Object.entries(outputs)) {
  const old = (() => {
    try {
      return readFileSync(here(path), "utf8");
    } catch {
      return "";
    }
  })();
  if (old === fresh) continue;
  if (!check) writeFileSync(here(path), fresh);
  stale = true;
  console.error(`burnish: ui/${path.slice(3)} ${check ? "is not what the API says → run `npm --prefix ui run schema`" : "was written"}`);
}
process.exit(check && stale ? 1 : 0);
