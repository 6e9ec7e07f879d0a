// The rooms of a project, in the order of the loop; only those that exist.
import { Box, Database, Play, Settings2 } from "lucide-react";

export const ROOMS = [
  { to: "/p/$project/datasets", name: "Datasets", icon: Database, key: "g d", also: "examples" },
  { to: "/p/$project/runs", name: "Runs", icon: Play, key: "g r", also: "recipes training" },
  { to: "/p/$project/models", name: "Models", icon: Box, key: "g m", also: "checkpoints adapters lineage" },
] as const;

export const BELOW = [
  { to: "/p/$project/settings/{-$tab}", name: "Settings", icon: Settings2, key: "g s", also: "members roles keys audit" },
] as const;
