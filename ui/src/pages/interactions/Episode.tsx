// Episode: the interactions of one task, on a page of its own.
import { getRouteApi } from "@tanstack/react-router";
import { Page } from "@/parts/Page";
import { Id } from "@/parts/Small";
import { EpisodeView } from "./EpisodeView";

const route = getRouteApi("/inside/p/$project/episodes/$episode");

export default function Episode() {
  const { project, episode } = route.useParams();
  return (
    <Page title="Episode" beside={<Id id={episode} full />}>
      <EpisodeView project={project} id={episode} wide />
    </Page>
  );
}
