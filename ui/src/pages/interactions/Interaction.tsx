// Interaction: one request and its answer, on a page of its own.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { interactionQuery } from "@/api/queries/record";
import { Failure } from "@/parts/Failure";
import { Page } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Id, Status, When } from "@/parts/Small";
import { InteractionActs, InteractionView } from "./InteractionView";

const route = getRouteApi("/inside/p/$project/interactions/$interaction");

export default function Interaction() {
  const { project, interaction: id } = route.useParams();
  const { data, error, refetch } = useQuery(interactionQuery(project, id));
  if (!data) {
    return (
      <Page title="Interaction">{error ? <Failure error={error} retry={() => void refetch()} /> : <BlockSkeleton height={320} />}</Page>
    );
  }
  return (
    <Page
      title="Interaction"
      beside={
        <>
          <Status status={data.status} />
          <When at={data.started_at} />
          <Id id={data.id} />
        </>
      }
      acts={<InteractionActs project={project} interaction={data} />}
    >
      <InteractionView key={data.id} project={project} interaction={data} wide />
    </Page>
  );
}
