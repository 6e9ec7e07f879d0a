// The routes: which address shows which page, and what may stand in it. Pages are loaded when they are first gone to.
import { createRootRoute, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router";
import { cache } from "./api/cache";
import { sessionQuery } from "./api/queries/session";
import { Crash } from "./frame/Boundary";
import { Frame } from "./frame/Frame";
import { NotFound } from "./frame/NotFound";
import { page } from "./page";
import { parseSearch, words, writeSearch } from "./search";

const root = createRootRoute({ component: Outlet });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: words("next"),
  component: page(() => import("./pages/Login")),
});

/** Everything behind the login. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Frame,
  beforeLoad: async ({ location }) => {
    const session = await cache.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
  },
});

const projects = createRoute({
  getParentRoute: () => inside,
  path: "/",
  validateSearch: words("new"),
  component: page(() => import("./pages/Projects")),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: page(() => import("./pages/account/Account")),
});

const users = createRoute({
  getParentRoute: () => inside,
  path: "/users",
  validateSearch: words("new"),
  component: page(() => import("./pages/account/Users")),
});

const teams = createRoute({
  getParentRoute: () => inside,
  path: "/teams",
  validateSearch: words("new", "open"),
  component: page(() => import("./pages/teams/Teams")),
});

const team = createRoute({
  getParentRoute: () => inside,
  path: "/teams/$team/{-$tab}",
  validateSearch: words("new"),
  component: page(() => import("./pages/teams/Team")),
});

const roles = createRoute({
  getParentRoute: () => inside,
  path: "/roles",
  validateSearch: words("new", "from", "open"),
  component: page(() => import("./pages/roles/Roles")),
});

const role = createRoute({
  getParentRoute: () => inside,
  path: "/roles/$role",
  component: page(() => import("./pages/roles/Role")),
});

const project = createRoute({ getParentRoute: () => inside, path: "/p/$project", component: Outlet });

const atHome = createRoute({
  getParentRoute: () => project,
  path: "/",
  validateSearch: words("kpi", "last"),
  component: page(() => import("./pages/home/Home")),
});

const runs = createRoute({
  getParentRoute: () => project,
  path: "/runs",
  validateSearch: words("text", "status", "recipe", "sort", "open", "pick"),
  component: page(() => import("./pages/runs/Runs")),
});

const newRun = createRoute({
  getParentRoute: () => project,
  path: "/runs/new",
  validateSearch: words("recipe", "from", "model", "dataset"),
  component: page(() => import("./pages/runs/NewRun")),
});

const compareRuns = createRoute({
  getParentRoute: () => project,
  path: "/runs/compare",
  validateSearch: words("runs", "smooth", "x", "from", "to", "same"),
  component: page(() => import("./pages/runs/Compare")),
});

const run = createRoute({
  getParentRoute: () => project,
  path: "/runs/$run/{-$tab}",
  validateSearch: words("smooth", "x", "from", "to", "text", "level", "sort", "open", "at", "view"),
  component: page(() => import("./pages/runs/Run")),
});

const recipes = createRoute({
  getParentRoute: () => project,
  path: "/recipes",
  validateSearch: words("text", "sort", "view", "open"),
  component: page(() => import("./pages/recipes/Recipes")),
});

const datasets = createRoute({
  getParentRoute: () => project,
  path: "/datasets",
  validateSearch: words("text", "sort", "view", "open", "where", "also", "words", "last", "from", "to"),
  component: page(() => import("./pages/datasets/Datasets")),
});

const models = createRoute({
  getParentRoute: () => project,
  path: "/models",
  validateSearch: words("text", "sort", "view", "open"),
  component: page(() => import("./pages/models/Models")),
});

const model = createRoute({
  getParentRoute: () => project,
  path: "/models/$model",
  validateSearch: words("open"),
  component: page(() => import("./pages/models/Model")),
});

const deployments = createRoute({
  getParentRoute: () => project,
  path: "/deployments",
  validateSearch: words("text", "status", "sort", "open", "view", "model"),
  component: page(() => import("./pages/serving/Deployments")),
});

const deployment = createRoute({
  getParentRoute: () => project,
  path: "/deployments/$deployment",
  validateSearch: words("view"),
  component: page(() => import("./pages/serving/Deployment")),
});

const aliases = createRoute({
  getParentRoute: () => project,
  path: "/aliases",
  validateSearch: words("text", "sort", "open", "view", "to"),
  component: page(() => import("./pages/serving/Aliases")),
});

const alias = createRoute({
  getParentRoute: () => project,
  path: "/aliases/$alias/{-$tab}",
  component: page(() => import("./pages/serving/Alias")),
});

const playground = createRoute({
  getParentRoute: () => project,
  path: "/playground",
  validateSearch: words("at", "from"),
  component: page(() => import("./pages/playground/Playground")),
});

const interactions = createRoute({
  getParentRoute: () => project,
  path: "/interactions",
  validateSearch: words("level", "text", "last", "from", "to", "where", "also", "open", "pick"),
  component: page(() => import("./pages/interactions/Interactions")),
});

const compareInteractions = createRoute({
  getParentRoute: () => project,
  path: "/interactions/compare",
  validateSearch: words("ids"),
  component: page(() => import("./pages/interactions/Compare")),
});

const interaction = createRoute({
  getParentRoute: () => project,
  path: "/interactions/$interaction",
  component: page(() => import("./pages/interactions/Interaction")),
});

const episode = createRoute({
  getParentRoute: () => project,
  path: "/episodes/$episode",
  component: page(() => import("./pages/interactions/Episode")),
});

const feedback = createRoute({
  getParentRoute: () => project,
  path: "/feedback/{-$tab}",
  validateSearch: words("metric", "source", "state", "open", "view", "last", "kpi"),
  component: page(() => import("./pages/feedback/Feedback")),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: "/settings/{-$tab}",
  validateSearch: words("text", "sort", "new", "action", "open"),
  component: page(() => import("./pages/settings/Settings")),
});

const tree = root.addChildren([
  login,
  inside.addChildren([
    projects,
    account,
    users,
    teams,
    team,
    roles,
    role,
    project.addChildren([
      atHome,
      runs,
      newRun,
      compareRuns,
      run,
      recipes,
      datasets,
      models,
      model,
      deployments,
      deployment,
      aliases,
      alias,
      playground,
      interactions,
      compareInteractions,
      interaction,
      episode,
      feedback,
      settings,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  parseSearch,
  stringifySearch: writeSearch,
  defaultPreload: "intent",
  defaultPendingMs: 300,
  defaultErrorComponent: ({ error, reset }) => <Crash error={error} again={reset} />,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
