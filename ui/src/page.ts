// Page: a page's code, loaded when it is first gone to. If the server is away just then, it comes when the server is back.
import { lazyRouteComponent } from "@tanstack/react-router";
import { outlasted } from "./api/reach";

export function page<T extends Record<string, unknown>>(load: () => Promise<T>) {
  return lazyRouteComponent(() => patiently(load));
}

/** Without this the router would reload the whole page once, into the browser's own error, and lose what was typed in it. */
async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (!(await outlasted())) throw error;
      await renewStyles();
    }
  }
}

/** Styles that did not come are asked for again; the loader of code would take them for loaded. */
async function renewStyles(): Promise<void> {
  const lost = [...document.head.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].filter((link) => !link.sheet);
  await Promise.all(
    lost.map((link) => {
      const fresh = document.createElement("link");
      fresh.rel = "stylesheet";
      fresh.href = link.href;
      const settled = new Promise((resolve) => {
        fresh.onload = fresh.onerror = resolve;
      });
      link.replaceWith(fresh);
      return settled;
    }),
  );
}
