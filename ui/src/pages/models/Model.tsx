// Model: one name for weights, on a page of its own.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { modelQuery } from "@/api/queries/models";
import { Failure } from "@/parts/Failure";
import { Page } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Id, Status, When } from "@/parts/Small";
import { shown } from "./Models";
import { ModelActs, ModelView } from "./ModelView";

const route = getRouteApi("/inside/p/$project/models/$model");

export default function Model() {
  const { project, model: name } = route.useParams();
  const { data: model, error, refetch } = useQuery(modelQuery(project, name));
  if (!model) {
    return <Page title="Model">{error ? <Failure error={error} retry={() => void refetch()} /> : <BlockSkeleton height={320} />}</Page>;
  }
  const version = shown(model);
  return (
    <Page
      title={model.name}
      beside={
        <>
          <Status
            status={version?.status ?? "queued"}
            word={model.current === null ? (version?.status ?? "empty") : `version ${model.current}`}
          />
          <When at={version?.created_at ?? model.created_at} />
          <Id id={model.id} />
        </>
      }
      acts={<ModelActs project={project} model={model} />}
    >
      <ModelView project={project} model={model} wide />
    </Page>
  );
}
