// Bar: which project, what runs now, the search, the theme, who is signed in.
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check, ChevronsUpDown, LayoutGrid, LogOut, Menu as MenuIcon, Monitor, Moon, Search, Sun } from "lucide-react";
import { projectsQuery } from "@/api/queries/projects";
import { busyQuery } from "@/api/queries/runs";
import { useLogout, useSession } from "@/api/queries/session";
import { Button, buttonClass, IconButton } from "@/parts/Button";
import { Menu, MenuHeading, MenuItem, MenuRule } from "@/parts/Menu";
import { Key, Progress, Status } from "@/parts/Small";
import { setTheme, type Theme, useTheme } from "@/theme/theme";
import css from "./frame.module.css";
import { keyName } from "./keys";
import { openRooms } from "./rooms";

export function Bar({ project, onFind, onRail }: { project: string | undefined; onFind: () => void; onRail: () => void }) {
  return (
    <header className={css.bar}>
      <span className={css.narrow}>
        <IconButton label="Rooms" onClick={onRail}>
          <MenuIcon size={16} aria-hidden />
        </IconButton>
      </span>
      <Projects project={project} />
      <button type="button" className={buttonClass("plain", css.find)} onClick={onFind}>
        <Search size={14} aria-hidden />
        <span>Search or command</span>
        <span aria-hidden>
          <Key>{keyName("mod+k")}</Key>
        </span>
      </button>
      {project ? <Busy project={project} /> : null}
      <Themes />
      <Who />
    </header>
  );
}

function Projects({ project }: { project: string | undefined }) {
  const go = useNavigate();
  const { data: projects = [] } = useQuery(projectsQuery);
  const here = projects.find((one) => one.id === project || one.name === project);
  return (
    <Menu
      align="start"
      trigger={
        <Button kind="ghost" className={css.project} aria-label={`Project: ${here?.name ?? project ?? "All projects"}`}>
          <span>{here?.name ?? project ?? "All projects"}</span>
          <ChevronsUpDown size={14} aria-hidden />
        </Button>
      }
    >
      {projects.map((one) => (
        <MenuItem
          key={one.id}
          icon={<Check size={14} style={{ visibility: one === here ? "visible" : "hidden" }} aria-hidden />}
          onSelect={() => go({ to: "/p/$project", params: { project: one.name } })}
        >
          {one.name}
        </MenuItem>
      ))}
      {projects.length > 0 ? <MenuRule /> : null}
      <MenuItem icon={<LayoutGrid size={14} aria-hidden />} onSelect={() => go({ to: "/" })}>
        All projects
      </MenuItem>
    </Menu>
  );
}

/** What runs in this project now, with how far it is. */
function Busy({ project }: { project: string }) {
  const go = useNavigate();
  const { data } = useQuery(busyQuery(project));
  const runs = data?.items ?? [];
  if (runs.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button kind="ghost" className={css.busy}>
          <Status status="running" word={`${runs.length}${data?.next ? "+" : ""} running`} />
        </Button>
      }
    >
      <MenuHeading>Running now</MenuHeading>
      {runs.map((run) => (
        <MenuItem
          key={run.id}
          side={<Progress step={run.step} steps={run.steps} />}
          onSelect={() => go({ to: "/p/$project/runs/$run/{-$tab}", params: { project, run: run.id } })}
        >
          {run.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

const THEMES: { theme: Theme; name: string; icon: typeof Sun }[] = [
  { theme: "system", name: "As the system", icon: Monitor },
  { theme: "light", name: "Light", icon: Sun },
  { theme: "dark", name: "Dark", icon: Moon },
];

function Themes() {
  const theme = useTheme();
  const Icon = THEMES.find((one) => one.theme === theme)?.icon ?? Monitor;
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass("ghost", css.square)} aria-label="Theme">
          <Icon size={16} aria-hidden />
        </button>
      }
    >
      {THEMES.map((one) => (
        <MenuItem
          key={one.theme}
          icon={<one.icon size={14} aria-hidden />}
          side={one.theme === theme ? <Check size={14} aria-label="chosen" /> : null}
          onSelect={() => setTheme(one.theme)}
        >
          {one.name}
        </MenuItem>
      ))}
    </Menu>
  );
}

function Who() {
  const session = useSession();
  const logout = useLogout();
  const go = useNavigate();
  const name = session.name || session.email;
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass("ghost", `${css.square} ${css.round}`)} aria-label={`Signed in as ${name}`}>
          <span className={css.avatar} aria-hidden>
            {name.charAt(0)}
          </span>
        </button>
      }
    >
      <MenuHeading>
        {session.name ? `${session.name} · ` : ""}
        {session.email}
      </MenuHeading>
      <MenuRule />
      {openRooms(session.permissions).map((one) => (
        <MenuItem key={one.to} icon={<one.icon size={14} aria-hidden />} onSelect={() => go({ to: one.to })}>
          {one.name}
        </MenuItem>
      ))}
      <MenuRule />
      <MenuItem
        icon={<LogOut size={14} aria-hidden />}
        onSelect={() => logout.mutate(undefined, { onSuccess: () => void go({ to: "/login" }) })}
      >
        Log out
      </MenuItem>
    </Menu>
  );
}
