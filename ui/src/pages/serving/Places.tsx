// Places: the tabs that models, deployments, aliases and the playground share, each a place of its own.
import { Link } from "@tanstack/react-router";
import { Tabs } from "@/parts/Page";

const PLACES = [
  ["/p/$project/models", "Models"],
  ["/p/$project/deployments", "Deployments"],
  ["/p/$project/aliases", "Aliases"],
  ["/p/$project/playground", "Playground"],
] as const;

export function Places({ project }: { project: string }) {
  return (
    <Tabs label="Models and deployments">
      {PLACES.map(([to, name]) => (
        <Link
          key={to}
          to={to}
          params={{ project }}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ "aria-current": "page" }}
        >
          {name}
        </Link>
      ))}
    </Tabs>
  );
}
