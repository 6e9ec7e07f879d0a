// Members: who has which role in this project, and the teams that it is shared with.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { projectTeamsQuery } from "@/api/queries/access";
import { ofProject } from "@/api/queries/members";
import part from "@/parts/parts.module.css";
import { useMay } from "../may";
import { MemberList } from "../members/MemberList";
import { useSet } from "../runs/Curves";

const route = getRouteApi("/inside/p/$project/settings/{-$tab}");

export function Members({ project }: { project: string }) {
  const search = route.useSearch();
  const set = useSet();
  const may = useMay(project);
  const { data: teams = [] } = useQuery(projectTeamsQuery(project));
  return (
    <MemberList
      place={ofProject(project)}
      edits={may("members.write")}
      said="each with one role in this project"
      adding={search.new === "member"}
      onAdding={(on) => set({ new: on ? "member" : undefined })}
    >
      {(members) => (
        <>
          {members.length === 0 ? (
            <p className={part.muted}>
              Nobody has a role in this project itself. Owners of the installation, and its teams, reach it all the same.
            </p>
          ) : null}
          {teams.length > 0 ? (
            <p className={part.muted}>
              Shared with{" "}
              {teams.map((team, index) => (
                <Fragment key={team.team}>
                  {index > 0 ? ", " : ""}
                  <Link to="/teams/$team/{-$tab}" params={{ team: team.name }}>
                    {team.name}
                  </Link>
                </Fragment>
              ))}
              : members of a team have their role in it here too.
            </p>
          ) : null}
        </>
      )}
    </MemberList>
  );
}
