// Feedback: the newest events and those that wait, what they are recorded under, and KPIs over time.
import { getRouteApi, Link } from "@tanstack/react-router";
import { Quiet } from "@/parts/Empty";
import { Page, Tabs } from "@/parts/Page";
import { Events } from "./Events";
import { KpiList } from "./KpiList";
import { MetricList } from "./MetricList";

const route = getRouteApi("/inside/p/$project/feedback/{-$tab}");

const TABS = [
  [undefined, "Feedback"],
  ["metrics", "Metrics"],
  ["kpis", "KPIs"],
] as const;

export default function Feedback() {
  const { project, tab } = route.useParams();
  return (
    <Page title="Feedback & KPIs" full={tab === undefined}>
      <Tabs label="Parts of feedback">
        {TABS.map(([one, title]) => (
          <Link
            key={title}
            to="/p/$project/feedback/{-$tab}"
            params={{ project, tab: one }}
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{ "aria-current": "page" }}
          >
            {title}
          </Link>
        ))}
      </Tabs>
      {tab === undefined ? <Events project={project} /> : null}
      {tab === "metrics" ? <MetricList project={project} /> : null}
      {tab === "kpis" ? <KpiList project={project} /> : null}
      {tab === undefined || tab === "metrics" || tab === "kpis" ? null : <Quiet>Feedback has no part of that name.</Quiet>}
    </Page>
  );
}
