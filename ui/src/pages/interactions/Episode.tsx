// Episode: the interactions of one task, on a page of its own.
import { getRouteApi, Link } from "@tanstack/react-router";
import { buttonClass } from "@/parts/Button";
import { Page } from "@/parts/Page";
import { Id } from "@/parts/Small";
import { EpisodeView } from "./EpisodeView";

const route = getRouteApi("/inside/p/$project/episodes/$episode");

export default function Episode() {
  const { project, episode } = route.useParams();
  return (
    <Page
      title="Episode"
      beside={<Id id={episode} />}
      acts={
        <Link
          to="/p/$project/interactions"
          params={{ project }}
          search={{ where: `episode=${encodeURIComponent(episode)}`, last: "90d" }}
          className={buttonClass()}
        >
          In the list
        </Link>
      }
    >
      <EpisodeView project={project} id={episode} wide />
    </Page>
  );
}
