// Teams: people who share projects; all of them, and how one is made.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { membersQuery, ofTeam } from "@/api/queries/members";
import { useSession } from "@/api/queries/session";
import { teamProjectsQuery, teamsQuery } from "@/api/queries/teams";
import type { Team } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { Button } from "@/parts/Button";
import { Empty, Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page, Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { BlockSkeleton, TableSkeleton } from "@/parts/Skeleton";
import { Facts, Id, Nothing, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import css from "../pages.module.css";
import { useSet } from "../runs/Curves";
import { newTeamWays } from "../ways";
import { TeamForm } from "./TeamForm";

const route = getRouteApi("/inside/teams");

const COLUMNS: readonly Column<Team>[] = [
  { id: "name", header: "Team", cell: (row) => row.name },
  { id: "description", header: "Who they are", grow: true, cell: (row) => row.description || <Nothing why="not said" /> },
  { id: "may", wide: true, header: "You", cell: (row) => (row.permissions?.includes("teams.write") ? "manage it" : "see it") },
  { id: "made", header: "Made", end: true, cell: (row) => <When at={row.created_at} /> },
];

export default function Teams() {
  const search = route.useSearch();
  const set = useSet();
  const go = useNavigate();
  const session = useSession();
  const { data, error, isPending, refetch } = useQuery(teamsQuery);
  const full = (team: Team) => void go({ to: "/teams/$team/{-$tab}", params: { team: team.name } });
  const make = session.permissions.includes("teams.write") ? (
    <Button kind="primary" onClick={() => set({ new: "team" })}>
      <Plus size={14} aria-hidden />
      New team
    </Button>
  ) : null;
  const open = data?.find((team) => team.id === search.open);
  return (
    <Page title="Teams" acts={data?.length ? make : null}>
      {isPending ? <TableSkeleton rows={4} /> : null}
      {error && !data ? <Failure error={error} retry={() => void refetch()} /> : null}
      {data?.length ? (
        <DataTable
          label="Teams"
          rows={data}
          columns={COLUMNS}
          rowId={(row) => row.id}
          active={search.open}
          onOpen={(row) => set({ open: row.id })}
          onEnter={full}
        />
      ) : null}
      {data?.length === 0 && make ? (
        <Empty title="No teams yet" acts={make} ways={newTeamWays("support-desk")}>
          A team is people who share projects: each has one role in the team, and has it on every project that is shared with it. Who joins
          the team is in all of them at once.
        </Empty>
      ) : null}
      {data?.length === 0 && !make ? <Quiet>You are in no team. Who manages a team can add you.</Quiet> : null}
      {open ? (
        <Drawer title={open.name} onClose={() => set({ open: undefined })} onFull={() => full(open)}>
          <TeamBrief team={open} />
        </Drawer>
      ) : null}
      {search.new === "team" && make ? <TeamForm opened={undefined} onClose={() => set({ new: undefined })} onSaved={full} /> : null}
    </Page>
  );
}

function TeamBrief({ team }: { team: Team }) {
  const { data: members } = useQuery(membersQuery(ofTeam(team.name)));
  const { data: projects } = useQuery(teamProjectsQuery(team.name));
  return (
    <>
      <Facts
        rows={[
          ["Who they are", team.description || <Nothing key="d" why="not said" />],
          ["Made", <When key="m" at={team.created_at} />],
          ["Id", <Id key="i" id={team.id} full />],
        ]}
      />
      <Section title="Members" said={members ? String(members.length) : ""}>
        {members === undefined ? (
          <BlockSkeleton height={40} />
        ) : members.length > 0 ? (
          <Facts rows={members.map((one) => [one.name || one.email, one.role])} />
        ) : (
          <p className={part.muted}>Nobody yet.</p>
        )}
      </Section>
      <Section title="Projects" said={projects ? String(projects.length) : ""}>
        {projects === undefined ? (
          <BlockSkeleton height={40} />
        ) : projects.length > 0 ? (
          <ul>
            {projects.map((project) => (
              <li key={project.id}>
                <Link to="/p/$project" params={{ project: project.name }} className={css.link}>
                  {project.name}
                </Link>
              </li>
            ))}
          </ul>
        ) : (
          <p className={part.muted}>None is shared with it.</p>
        )}
      </Section>
    </>
  );
}
