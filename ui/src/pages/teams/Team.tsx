// Team: its members, its projects, and how much they may use together.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { ofTeam } from "@/api/queries/members";
import { useSession } from "@/api/queries/session";
import { teamQuery } from "@/api/queries/teams";
import { Button } from "@/parts/Button";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page, Tabs } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Id } from "@/parts/Small";
import { MemberList } from "../members/MemberList";
import { Quotas } from "../quotas/Quotas";
import { useSet } from "../runs/Curves";
import { teamMemberWays } from "../ways";
import { TeamForm } from "./TeamForm";
import { TeamGroups } from "./TeamGroups";
import { TeamProjects } from "./TeamProjects";

const route = getRouteApi("/inside/teams/$team/{-$tab}");

const TABS = [
  { tab: undefined, title: "Members" },
  { tab: "groups", title: "Groups" },
  { tab: "projects", title: "Projects" },
  { tab: "quotas", title: "Quotas" },
] as const;

export default function Team() {
  const { team: name, tab } = route.useParams();
  const search = route.useSearch();
  const set = useSet();
  const go = useNavigate();
  const { data: opened, error, refetch } = useQuery(teamQuery(name));
  const here = TABS.find((one) => one.tab === tab);
  if (!opened) {
    return <Page title="Team">{error ? <Failure error={error} retry={() => void refetch()} /> : <BlockSkeleton height={320} />}</Page>;
  }
  const team = opened.value;
  const edits = team.permissions?.includes("teams.write") ?? false;
  return (
    <Page
      title={here ? `${team.name}: ${here.title.toLowerCase()}` : team.name}
      heading={team.name}
      beside={
        <>
          <span>{team.description}</span>
          <Id id={team.id} />
        </>
      }
      acts={
        edits ? (
          <Button onClick={() => set({ new: "name" })}>
            <Pencil size={14} aria-hidden />
            Change
          </Button>
        ) : null
      }
    >
      <Tabs label="Parts of the team">
        {TABS.map((one) => (
          <Link
            key={one.title}
            to="/teams/$team/{-$tab}"
            params={{ team: name, tab: one.tab }}
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{ "aria-current": "page" }}
          >
            {one.title}
          </Link>
        ))}
      </Tabs>
      <Tab team={name} tab={tab} edits={edits} />
      {search.new === "name" && edits ? (
        <TeamForm
          opened={opened}
          onClose={() => set({ new: undefined })}
          onSaved={(saved) => void go({ to: "/teams/$team/{-$tab}", params: { team: saved.name, tab }, replace: true })}
        />
      ) : null}
    </Page>
  );
}

function Tab({ team, tab, edits }: { team: string; tab: string | undefined; edits: boolean }) {
  const search = route.useSearch();
  const set = useSet();
  const session = useSession();
  switch (tab) {
    case undefined:
      return (
        <MemberList
          place={ofTeam(team)}
          edits={edits}
          said="each has their role on every project of the team"
          adding={search.new === "member"}
          onAdding={(on) => set({ new: on ? "member" : undefined })}
        >
          {(members) =>
            members.length === 0 ? (
              <Empty title="Nobody is in this team yet" {...(edits ? { ways: teamMemberWays(team) } : {})}>
                Who is added has their role here on every project that is shared with the team, at once, and loses it with the team.
              </Empty>
            ) : null
          }
        </MemberList>
      );
    case "groups":
      return (
        <TeamGroups team={team} edits={edits} adding={search.new === "group"} onAdding={(on) => set({ new: on ? "group" : undefined })} />
      );
    case "projects":
      return <TeamProjects team={team} edits={edits} />;
    case "quotas":
      return (
        <Quotas
          whose={{ team }}
          title="Quotas"
          said="how much the team's projects may use together; set by owners of the installation"
          edits={session.permissions.includes("project.admin")}
          adding={search.new === "quota"}
          onAdding={(on) => set({ new: on ? "quota" : undefined })}
        />
      );
    default:
      return <Quiet>A team has no part of that name.</Quiet>;
  }
}
