// Frame: rail, bar, and the page in its place; the palette and the keys over all.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useParams, useRouterState } from "@tanstack/react-router";
import { LayoutGrid, Moon, Plus } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { projectsQuery } from "@/api/queries/projects";
import { runsQuery } from "@/api/queries/runs";
import { useSession } from "@/api/queries/session";
import { useAway } from "@/api/reach";
import { Status } from "@/parts/Small";
import { setTheme, useDark } from "@/theme/theme";
import { Away } from "./Away";
import { Bar } from "./Bar";
import { Boundary } from "./Boundary";
import css from "./frame.module.css";
import { KeysDialog } from "./KeysDialog";
import { keyName, useKeys } from "./keys";
import { type Act, Palette } from "./Palette";
import { Rail } from "./Rail";
import { BELOW, openRooms, ROOMS } from "./rooms";

const FOLDED = "burnish.folded";

export function Frame() {
  const { project } = useParams({ strict: false });
  const place = useRouterState({ select: (state) => state.location.pathname });
  const [finding, find] = useState(false);
  const [open, setOpen] = useState(false);
  const [folded, fold] = useFolded();
  const main = useRef<HTMLElement>(null);
  const away = useAway() !== undefined;
  useRoomKeys(project);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new place begins at its top
  useEffect(() => {
    setOpen(false);
    main.current?.scrollTo(0, 0);
  }, [place]);
  return (
    <div className={css.frame} data-folded={folded || undefined} data-open={open || undefined} data-away={away || undefined}>
      <a className={css.skip} href="#main">
        Skip to the page
      </a>
      <Away />
      <Rail project={project} folded={folded && !open} onFold={() => fold(!folded)} onGo={() => setOpen(false)} />
      <Bar project={project} onFind={() => find(true)} onRail={() => setOpen(!open)} />
      <main ref={main} id="main" className={css.main} tabIndex={-1}>
        <Boundary place={place}>
          <Outlet />
        </Boundary>
      </main>
      {open ? <button type="button" className={css.shade} aria-label="Close the rooms" onClick={() => setOpen(false)} /> : null}
      <Finder project={project} open={finding} onOpen={find} />
      <KeysDialog />
    </div>
  );
}

function useFolded(): [boolean, (folded: boolean) => void] {
  const [folded, set] = useState(() => {
    try {
      return localStorage.getItem(FOLDED) === "yes";
    } catch {
      return false;
    }
  });
  return [
    folded,
    (next) => {
      set(next);
      try {
        localStorage.setItem(FOLDED, next ? "yes" : "no");
      } catch {
        // Storage is forbidden: it holds until the page is left.
      }
    },
  ];
}

/** `g r` goes to the runs, and so on. */
function useRoomKeys(project: string | undefined): void {
  const go = useNavigate();
  const rooms = project
    ? [...ROOMS, ...BELOW].map((room) => ({
        key: room.key,
        does: room.name,
        act: () => void go({ to: room.to, params: { project, tab: undefined } }),
      }))
    : [];
  const { permissions } = useSession();
  const others = openRooms(permissions).map((room) => ({ key: room.key, does: room.name, act: () => void go({ to: room.to }) }));
  useKeys("Go to", [...rooms, ...others]);
}

function Finder({ project, open, onOpen }: { project: string | undefined; open: boolean; onOpen: (open: boolean) => void }) {
  const [text, setText] = useState("");
  const acts = useActs(project, text, open);
  return <Palette open={open} onOpen={onOpen} acts={acts} onText={setText} />;
}

function useActs(project: string | undefined, text: string, open: boolean): Act[] {
  const go = useNavigate();
  const dark = useDark();
  const { data: projects = [] } = useQuery(projectsQuery);
  const runs = useFoundRuns(project, text, open);
  const { permissions } = useSession();
  return useMemo(() => {
    const rooms: Act[] = project
      ? [...ROOMS, ...BELOW].map((room) => ({
          id: `room ${room.name}`,
          group: "Go to",
          name: room.name,
          also: room.also,
          icon: <room.icon size={14} aria-hidden />,
          side: keyName(room.key),
          act: () => void go({ to: room.to, params: { project, tab: undefined } }),
        }))
      : [];
    const does: Act[] = project
      ? [
          {
            id: "new run",
            group: "Do",
            name: "New run",
            also: "train start recipe",
            icon: <Plus size={14} aria-hidden />,
            act: () => void go({ to: "/p/$project/runs/new", params: { project } }),
          },
        ]
      : [];
    return [
      ...runs.map((run) => ({
        id: `run ${run.id}`,
        group: "Runs",
        name: run.name,
        also: run.id,
        icon: <Status status={run.status} word="" />,
        side: run.status,
        act: () => void go({ to: "/p/$project/runs/$run/{-$tab}", params: { project: project ?? "", run: run.id } }),
      })),
      ...does,
      ...rooms,
      ...openRooms(permissions).map((room) => ({
        id: `room ${room.name}`,
        group: "Go to",
        name: room.name,
        also: room.also,
        icon: <room.icon size={14} aria-hidden />,
        side: keyName(room.key),
        act: () => void go({ to: room.to }),
      })),
      ...projects.map((one) => ({
        id: `project ${one.id}`,
        group: "Projects",
        name: one.name,
        also: one.description,
        icon: <LayoutGrid size={14} aria-hidden />,
        act: () => void go({ to: "/p/$project", params: { project: one.name } }),
      })),
      {
        id: "theme",
        group: "Do",
        name: dark ? "Light theme" : "Dark theme",
        also: "colours appearance",
        icon: <Moon size={14} aria-hidden />,
        act: () => setTheme(dark ? "light" : "dark"),
      },
    ];
  }, [project, projects, runs, dark, permissions, go]);
}

const NONE: never[] = [];

/** Runs by name or id, once two characters are typed. */
function useFoundRuns(project: string | undefined, text: string, open: boolean) {
  const client = useQueryClient();
  const [asked, ask] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => ask(text.trim()), 150);
    return () => clearTimeout(timer);
  }, [text]);
  const on = open && project !== undefined && asked.length >= 2;
  const { data } = useQuery({
    queryKey: ["find", project, asked],
    enabled: on,
    queryFn: async () => {
      const { pages } = await client.fetchInfiniteQuery(runsQuery(project ?? "", { text: asked }));
      return pages[0]?.items.slice(0, 8) ?? [];
    },
  });
  return on ? (data ?? NONE) : NONE;
}
