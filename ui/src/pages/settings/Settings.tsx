// Settings: who may do what in this project, with which keys, and the log of it.
import { getRouteApi, Link } from "@tanstack/react-router";
import { Quiet } from "@/parts/Empty";
import { Page, Tabs } from "@/parts/Page";
import { useMay } from "../may";
import { Audit } from "./Audit";
import { Keys } from "./Keys";
import { Members } from "./Members";
import { ProjectQuotas } from "./ProjectQuotas";
import { Roles } from "./Roles";
import { Secrets } from "./Secrets";

const route = getRouteApi("/inside/p/$project/settings/{-$tab}");

const TABS = [
  { tab: undefined, title: "Members", needs: "members.read", part: Members },
  { tab: "roles", title: "Roles", needs: undefined, part: Roles },
  { tab: "keys", title: "Keys", needs: undefined, part: Keys },
  { tab: "quotas", title: "Quotas", needs: undefined, part: ProjectQuotas },
  { tab: "secrets", title: "Secrets", needs: "secrets.read", part: Secrets },
  { tab: "audit", title: "Audit log", needs: "audit.read", part: Audit },
] as const;

export default function Settings() {
  const { project, tab } = route.useParams();
  const may = useMay(project);
  const seen = TABS.filter((one) => one.needs === undefined || may(one.needs));
  const here = TABS.find((one) => one.tab === tab);
  const Part = here?.part;
  return (
    <Page title={here ? `Settings: ${here.title.toLowerCase()}` : "Settings"} heading="Settings" full={tab === "audit"}>
      <Tabs label="Parts of the settings">
        {seen.map((one) => (
          <Link
            key={one.title}
            to="/p/$project/settings/{-$tab}"
            params={{ project, tab: one.tab }}
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{ "aria-current": "page" }}
          >
            {one.title}
          </Link>
        ))}
      </Tabs>
      {Part && here && (here.needs === undefined || may(here.needs)) ? <Part project={project} /> : null}
      {here?.needs && !may(here.needs) ? <Quiet>Your role does not show this. Ask who manages the members of this project.</Quiet> : null}
      {here ? null : <Quiet>The settings have no part of that name.</Quiet>}
    </Page>
  );
}
