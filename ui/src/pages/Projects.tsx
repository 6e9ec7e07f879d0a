// Projects: where to begin, and how to make one.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { projectsQuery, useNewProject } from "@/api/queries/projects";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { Page } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { When } from "@/parts/Small";
import css from "./pages.module.css";
import { newProjectWays } from "./ways";

const route = getRouteApi("/inside/");

export default function Projects() {
  const search = route.useSearch();
  const go = useNavigate();
  const projects = useQuery(projectsQuery);
  const open = (on: boolean) => void go({ to: "/", search: on ? { new: "project" } : {} });
  const button = (
    <Button kind="primary" onClick={() => open(true)}>
      <Plus size={14} aria-hidden />
      New project
    </Button>
  );
  return (
    <Page title="Projects" acts={projects.data?.length ? button : null}>
      {projects.isPending ? <BlockSkeleton height={96} /> : null}
      {projects.error ? <Failure error={projects.error} retry={() => void projects.refetch()} /> : null}
      {projects.data?.length === 0 ? (
        <Empty title="No projects yet" acts={button} ways={newProjectWays("my-project")}>
          A project holds everything about one task: its runs, models, members and keys. Nothing of it is seen from another project.
        </Empty>
      ) : null}
      {projects.data?.length ? (
        <div className={css.projects}>
          {projects.data.map((project) => (
            <Link key={project.id} to="/p/$project" params={{ project: project.name }} className={css.project}>
              <h2>{project.name}</h2>
              <p>{project.description}</p>
              <footer>
                {project.archived_at ? "archived " : "made "}
                <When at={project.archived_at ?? project.created_at} />
              </footer>
            </Link>
          ))}
        </div>
      ) : null}
      {search.new ? <NewProject onClose={() => open(false)} /> : null}
    </Page>
  );
}

/** What a name becomes in addresses: lower case, dashes. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, 63);
}

/** In a team, it is shared with that from the beginning. */
export function NewProject({ team, onClose }: { team?: string; onClose: () => void }) {
  const go = useNavigate();
  const make = useNewProject();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const problem = make.error ? Problem.from(make.error) : undefined;
  const submit = () =>
    make.mutate(
      { name: name.replace(/-$/, ""), description, ...(team ? { team } : {}) },
      { onSuccess: (project) => void go({ to: "/p/$project", params: { project: project.name } }) },
    );
  return (
    <Dialog title={team ? `New project of ${team}` : "New project"} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <TextField
            label="Name"
            about="Lower-case letters, digits and dashes; it stands in addresses and commands."
            autoFocus
            required
            autoComplete="off"
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(slug(event.target.value))}
          />
          <TextField
            label="What it is for"
            autoComplete="off"
            maxLength={1000}
            value={description}
            problem={problem?.at("description")}
            onChange={(event) => setDescription(event.target.value)}
          />
          {problem && !problem.at("name") && !problem.at("description") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={make.isPending || name === ""}>
              Make project
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
