// ProjectQuotas: the limits of this project, and those of its teams, which hold for all their projects together.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { projectTeamsQuery } from "@/api/queries/access";
import { teamsQuery } from "@/api/queries/teams";
import part from "@/parts/parts.module.css";
import { useMay } from "../may";
import { Quotas } from "../quotas/Quotas";
import { useSet } from "../runs/Curves";

const route = getRouteApi("/inside/p/$project/settings/{-$tab}");

export function ProjectQuotas({ project }: { project: string }) {
  const search = route.useSearch();
  const set = useSet();
  const may = useMay(project);
  return (
    <Quotas
      whose={{ project }}
      title="Quotas"
      said="how much this project may use; its teams may have limits of their own"
      edits={may("project.admin")}
      adding={search.new === "quota"}
      onAdding={(on) => set({ new: on ? "quota" : undefined })}
    >
      {may("members.read") ? <OfTeams project={project} /> : null}
    </Quotas>
  );
}

function OfTeams({ project }: { project: string }) {
  const { data: shared = [] } = useQuery(projectTeamsQuery(project));
  const { data: mine = [] } = useQuery(teamsQuery);
  const teams = shared.filter((team) => mine.some((one) => one.id === team.team));
  if (teams.length === 0) return null;
  return (
    <p className={part.muted}>
      Limits that this project shares with others:{" "}
      {teams.map((team, index) => (
        <Fragment key={team.team}>
          {index > 0 ? ", " : ""}
          <Link to="/teams/$team/{-$tab}" params={{ team: team.name, tab: "quotas" }}>
            {team.name}
          </Link>
        </Fragment>
      ))}
      .
    </p>
  );
}
