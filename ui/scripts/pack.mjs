// Packs what was built, once and hard, so that no server has to: a `.br` and a `.gz` beside every file that gets smaller.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = new URL("../../src/burnish/api/static/", import.meta.url);
const TEXT = /\.(css|html|js|json|svg)$/;

function* walk(at) {
  for (const name of readdirSync(at)) {
    const path = new URL(name, at);
    if (statSync(path).isDirectory()) yield* walk(new URL(`${name}/`, at));
    else if (TEXT.test(name)) yield path;
  }
}

for (const path of walk(folder)) {
  const body = readFileSync(path);
  if (body.length < 1024 || path.pathname.includes("/.vite/")) continue;
  writeFileSync(new URL(`${path.href}.gz`), gzipSync(body, { level: 9 }));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } };
  writeFileSync(new URL(`${path.href}.br`), brotliCompressSync(body, quality));
}
