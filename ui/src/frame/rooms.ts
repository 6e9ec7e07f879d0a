// The rooms of a project, in the order of the loop, and those of the installation; only those that exist.
import {
  Box,
  Database,
  Gauge,
  House,
  LayoutGrid,
  MessagesSquare,
  Play,
  ScrollText,
  Settings2,
  ShieldCheck,
  UserRound,
  UsersRound,
  Waypoints,
} from "lucide-react";

export const ROOMS = [
  { to: "/p/$project", name: "Home", icon: House, key: "g h", also: "loop kpi overview" },
  {
    to: "/p/$project/interactions",
    name: "Interactions",
    icon: MessagesSquare,
    key: "g i",
    also: "requests answers traces logs episodes conversations",
    under: ["interactions", "episodes"],
  },
  {
    to: "/p/$project/feedback/{-$tab}",
    name: "Feedback & KPIs",
    icon: Gauge,
    key: "g f",
    also: "metrics outcomes thumbs parked",
    under: ["feedback"],
  },
  { to: "/p/$project/datasets", name: "Datasets", icon: Database, key: "g d", also: "examples" },
  { to: "/p/$project/recipes", name: "Recipes", icon: ScrollText, key: "g c", also: "algorithms loops publish" },
  { to: "/p/$project/runs", name: "Runs", icon: Play, key: "g r", also: "training" },
  {
    to: "/p/$project/models",
    name: "Models & deployments",
    icon: Box,
    key: "g m",
    also: "checkpoints adapters lineage aliases playground serving",
    under: ["models", "deployments", "aliases", "playground"],
  },
] as const;

export const BELOW = [
  { to: "/p/$project/settings/{-$tab}", name: "Settings", icon: Settings2, key: "g s", also: "members roles keys quotas audit" },
] as const;

/** What is of no project; `needs` is a permission on the installation. */
const INSTALLATION = [
  { to: "/", name: "Projects", icon: LayoutGrid, key: "g p", also: "all", needs: undefined },
  { to: "/teams", name: "Teams", icon: Waypoints, key: "g t", also: "people share members quotas", needs: undefined },
  { to: "/roles", name: "Roles", icon: ShieldCheck, key: "g o", also: "permissions matrix", needs: undefined },
  { to: "/users", name: "Users", icon: UsersRound, key: "g u", also: "people", needs: "users.read" },
  { to: "/account", name: "Account", icon: UserRound, key: "g a", also: "password you", needs: undefined },
] as const;

/** Whether a place is in a room: by its own word in the address, or by another place that belongs to it. */
export function stands(room: (typeof ROOMS)[number] | (typeof BELOW)[number], place: string): boolean {
  const [, , , word = ""] = place.split("/");
  const own = room.to.split("/")[3] ?? "";
  return "under" in room ? room.under.some((one) => one === word) : word === own;
}

/** The rooms of the installation that are open to who has these permissions there. */
export function openRooms(permissions: readonly string[]): (typeof INSTALLATION)[number][] {
  return INSTALLATION.filter((room) => room.needs === undefined || permissions.includes(room.needs));
}
