// The page starts here.
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Tooltip } from "radix-ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { cache } from "./api/cache";
import { onSignedOut } from "./api/client";
import { sessionQuery } from "./api/queries/session";
import { listen } from "./frame/keys";
import { Notices } from "./parts/Notices";
import { router } from "./routes";
import "./theme/tokens.css";
import "./theme/base.css";

onSignedOut(() => {
  cache.setQueryData(sessionQuery.queryKey, null);
  const { pathname, href } = router.state.location;
  if (pathname !== "/login") void router.navigate({ to: "/login", search: { next: href } });
});
listen();

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <Tooltip.Provider delayDuration={400}>
        <RouterProvider router={router} />
        <Notices />
      </Tooltip.Provider>
    </QueryClientProvider>
  </StrictMode>,
);
