// How the page is built: into the package's static folder, or, with `--mode kit`, the gallery of parts for looking at and testing.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  resolve: { alias: { "@": here("./src") } },
  root: mode === "kit" ? here("./kit") : here("."),
  build: {
    outDir: mode === "kit" ? here("./dist/kit") : here("../src/burnish/api/static"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // everything is a file, so that the content security policy needs no data: scripts or fonts
    manifest: mode !== "kit",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(["/api", "/readyz"].map((path) => [path, process.env.PAGE_API ?? "http://127.0.0.1:7070"])),
  },
  test: {
    environment: "happy-dom",
    include: [here("./tests/**/*.test.{ts,tsx}")],
    root: here("."),
    restoreMocks: true,
  },
}));
