// Deployment: one model being served, on a page of its own.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { deploymentQuery } from "@/api/queries/serving";
import { Failure } from "@/parts/Failure";
import { Page } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Id, Status, When } from "@/parts/Small";
import { DeployForm } from "./DeployForm";
import { DeploymentActs, DeploymentView } from "./DeploymentView";

const route = getRouteApi("/inside/p/$project/deployments/$deployment");

export default function Deployment() {
  const { project, deployment: name } = route.useParams();
  const { view } = route.useSearch();
  const go = useNavigate();
  const { data, error, refetch } = useQuery(deploymentQuery(project, name));
  const here = { to: "/p/$project/deployments/$deployment", params: { project, deployment: name } } as const;
  if (!data) {
    return (
      <Page title="Deployment">{error ? <Failure error={error} retry={() => void refetch()} /> : <BlockSkeleton height={320} />}</Page>
    );
  }
  const deployment = data.value;
  return (
    <Page
      title={deployment.name}
      beside={
        <>
          <Status status={deployment.status} />
          <When at={deployment.updated_at} />
          <Id id={deployment.id} />
        </>
      }
      acts={
        <DeploymentActs
          project={project}
          deployment={deployment}
          onEdit={() => void go({ ...here, search: { view: "edit" } })}
          onGone={() => void go({ to: "/p/$project/deployments", params: { project } })}
        />
      }
    >
      <DeploymentView project={project} deployment={deployment} wide />
      {view === "edit" ? <DeployForm project={project} changes={deployment.name} onClose={() => void go(here)} /> : null}
    </Page>
  );
}
