// Alias: one name that apps call, on a page of its own: what answers, how, what it was.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { aliasQuery } from "@/api/queries/serving";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page, Tabs } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Id, When } from "@/parts/Small";
import { AliasActs } from "./AliasActs";
import { AliasForm } from "./AliasForm";
import { AliasHistory } from "./AliasHistory";
import { AliasView } from "./AliasView";

const route = getRouteApi("/inside/p/$project/aliases/$alias/{-$tab}");

const TABS = [
  [undefined, "What answers"],
  ["settings", "Settings"],
  ["history", "History"],
] as const;

export default function Alias() {
  const { project, alias: name, tab } = route.useParams();
  const go = useNavigate();
  const { data, error, refetch } = useQuery(aliasQuery(project, name));
  if (!data) {
    return <Page title="Alias">{error ? <Failure error={error} retry={() => void refetch()} /> : <BlockSkeleton height={320} />}</Page>;
  }
  const alias = data.value;
  return (
    <Page
      title={alias.name}
      beside={
        <>
          <Id id={`${project}/${alias.name}`} full />
          <span>version {alias.version}</span>
          <When at={alias.updated_at} />
        </>
      }
      acts={<AliasActs project={project} alias={alias} onGone={() => void go({ to: "/p/$project/aliases", params: { project } })} />}
    >
      <Tabs label="Parts of the alias">
        {TABS.map(([one, title]) => (
          <Link
            key={title}
            to="/p/$project/aliases/$alias/{-$tab}"
            params={{ project, alias: name, tab: one }}
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{ "aria-current": "page" }}
          >
            {title}
          </Link>
        ))}
      </Tabs>
      {tab === undefined ? <AliasView project={project} alias={alias} wide /> : null}
      {tab === "settings" ? <AliasForm key={alias.id} project={project} opened={data} /> : null}
      {tab === "history" ? <AliasHistory project={project} alias={alias} /> : null}
      {tab === undefined || tab === "settings" || tab === "history" ? null : <Quiet>An alias has no part of that name.</Quiet>}
    </Page>
  );
}
