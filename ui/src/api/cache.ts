// The query cache: what is known of the server, and how long it is believed.
import { MutationCache, onlineManager, QueryCache, QueryClient } from "@tanstack/react-query";
import { warn } from "@/parts/Notices";
import { Problem } from "./problem";
import { isAway, onReach } from "./reach";

const AGAIN = 3;

/** Refused is refused; what did not get through is tried again. */
function again(failures: number, error: Error): boolean {
  const { status } = Problem.from(error);
  return failures < AGAIN && (status === 0 || status === 429 || status >= 500);
}

export const cache = new QueryClient({
  queryCache: new QueryCache(),
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      if (!mutation.meta?.told) warn(error);
    },
  }),
  defaultOptions: {
    queries: { staleTime: 5_000, gcTime: 300_000, retry: again, refetchOnWindowFocus: true },
    // A change that gets no answer fails at once, and its form keeps what was typed: nothing is sent later behind anybody's back.
    mutations: { retry: false, networkMode: "always" },
  },
});

// While the server is away questions wait, and go on when it is back. The browser's own word counts for nothing: a server on this very
// machine answers without any network.
onlineManager.setEventListener((setOnline) => onReach(() => setOnline(!isAway())));
