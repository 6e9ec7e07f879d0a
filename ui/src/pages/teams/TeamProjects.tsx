// TeamProjects: what is shared with a team; shared, made, taken back.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FolderMinus, Plus, Share2 } from "lucide-react";
import { useState } from "react";
import { projectsQuery } from "@/api/queries/projects";
import { teamProjectsQuery, useShare } from "@/api/queries/teams";
import type { Project } from "@/api/types";
import { Button, IconButton } from "@/parts/Button";
import { Actions, Confirm, Dialog } from "@/parts/Dialog";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack } from "@/parts/form/TextField";
import { Section } from "@/parts/Page";
import { TableSkeleton } from "@/parts/Skeleton";
import { Nothing, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { NewProject } from "../Projects";
import css from "../pages.module.css";
import { useSet } from "../runs/Curves";
import { shareWays } from "../ways";

const route = getRouteApi("/inside/teams/$team/{-$tab}");
const shares = (project: Project) => project.permissions?.includes("members.write") ?? false;

export function TeamProjects({ team, edits }: { team: string; edits: boolean }) {
  const search = route.useSearch();
  const set = useSet();
  const { data, error, isPending } = useQuery(teamProjectsQuery(team));
  const { data: all = [] } = useQuery(projectsQuery);
  const share = useShare(team);
  const [leaving, leave] = useState<Project>();
  const others = all.filter((project) => shares(project) && !data?.some((one) => one.id === project.id));
  const close = () => set({ new: undefined });
  const columns: Column<Project>[] = [
    {
      id: "name",
      header: "Project",
      cell: (row) => (
        <Link to="/p/$project" params={{ project: row.name }} className={css.link}>
          {row.name}
        </Link>
      ),
    },
    { id: "for", header: "What it is for", grow: true, cell: (row) => row.description || <Nothing why="not said" /> },
    { id: "made", wide: true, header: "Made", end: true, cell: (row) => <When at={row.created_at} /> },
    {
      id: "acts",
      header: "Acts",
      unseen: true,
      end: true,
      cell: (row) =>
        shares(row) ? (
          <IconButton small label={`Share ${row.name} no more`} onClick={() => leave(row)}>
            <FolderMinus size={14} aria-hidden />
          </IconButton>
        ) : null,
    },
  ];
  return (
    <Section
      title="Projects"
      said="every member of the team has their role on them"
      acts={
        <>
          {edits ? (
            <Button onClick={() => set({ new: "project" })}>
              <Plus size={14} aria-hidden />
              New project
            </Button>
          ) : null}{" "}
          {others.length > 0 ? (
            <Button kind="primary" onClick={() => set({ new: "share" })}>
              <Share2 size={14} aria-hidden />
              Share a project
            </Button>
          ) : null}
        </>
      }
    >
      {isPending ? <TableSkeleton rows={3} /> : null}
      {error && !data ? <Failure error={error} /> : null}
      {data?.length ? <DataTable label="Projects" rows={data} columns={columns} rowId={(row) => row.id} /> : null}
      {data?.length === 0 ? (
        <Empty title="No projects yet" {...(others[0] ? { ways: shareWays(team, others[0].name) } : {})}>
          No project that you may see is shared with this team. Who may give roles on a project, with members.write there, can share it.
        </Empty>
      ) : null}
      {search.new === "share" && others.length > 0 ? <ShareProject team={team} projects={others} onClose={close} /> : null}
      {search.new === "project" && edits ? <NewProject team={team} onClose={close} /> : null}
      <Confirm
        title="Share this project no more?"
        act="Share no more"
        open={leaving !== undefined}
        onClose={() => leave(undefined)}
        onConfirm={() => share.mutateAsync({ project: leaving?.id ?? "", on: false })}
      >
        Members of <strong>{team}</strong> lose the roles that the team gives them on <strong>{leaving?.name}</strong>. Nothing in it
        changes.
      </Confirm>
    </Section>
  );
}

function ShareProject({ team, projects, onClose }: { team: string; projects: readonly Project[]; onClose: () => void }) {
  const share = useShare(team);
  const [picked, pick] = useState(projects[0]?.id ?? "");
  return (
    <Dialog title={`Share a project with ${team}`} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          share.mutate({ project: picked, on: true }, { onSuccess: onClose });
        }}
      >
        <Stack>
          <ChoiceField
            label="Project"
            about="Every member of the team has their role in the team on it, too."
            value={picked}
            options={projects.map((project) => ({ value: project.id, label: project.name }))}
            onChange={(event) => pick(event.target.value)}
          />
          {share.error ? <Failure error={share.error} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={share.isPending}>
              Share
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
