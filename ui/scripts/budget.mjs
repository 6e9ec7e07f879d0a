// The first load of the page stays within 450 kB, gzipped: the entry, what it imports at once, its styles, and the fonts in use.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 450;
const folder = new URL("../../src/burnish/api/static/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", folder), "utf8"));
const FIRST_FONTS = /inter-latin-wght|jetbrains-mono-latin-wght/;

const files = new Set(["index.html", "theme.js", "mark.svg"]);
function gather(name) {
  const chunk = manifest[name];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const file of chunk.css ?? []) files.add(file);
  for (const file of chunk.assets ?? []) if (FIRST_FONTS.test(file)) files.add(file);
  for (const inner of chunk.imports ?? []) gather(inner);
}
const entry = Object.keys(manifest).find((name) => manifest[name].isEntry);
gather(entry);
// The first page that somebody sees is loaded beside the entry: the heaviest of them counts.
const heavy = Object.values(manifest)
  .filter((chunk) => chunk.isDynamicEntry && chunk.src?.startsWith("src/pages/"))
  .map((chunk) => ({ src: chunk.src, size: size(chunk.file) }))
  .sort((one, other) => other.size - one.size)[0];
if (heavy) gather(heavy.src);

function size(file) {
  const body = readFileSync(new URL(file, folder));
  return file.endsWith(".woff2") ? body.length : gzipSync(body).length;
}

const total = [...files].reduce((sum, file) => sum + size(file), 0) / 1000;
console.log(`burnish: first load of the page ${total.toFixed(0)} kB of ${LIMIT_KB} kB, gzipped`);
if (total > LIMIT_KB) {
  const rows = [...files].map((file) => `  ${(size(file) / 1000).toFixed(1).padStart(7)} kB  ${file}`);
  console.error(`burnish: the first load is over its budget → load a part of it where it is needed (lazy)\n${rows.join("\n")}`);
  process.exit(1);
}
