// KpiList: every KPI of the project over time, with n and its interval; defined, changed and taken back here.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { kpisQuery, useRemoveKpi } from "@/api/queries/feedback";
import type { Kpi } from "@/api/types";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { Menu, MenuItem } from "@/parts/Menu";
import { Section } from "@/parts/Page";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Segments, Toolbar } from "@/parts/table/Toolbar";
import { timesOf } from "../interactions/times";
import { useMay } from "../may";
import own from "./feedback.module.css";
import { KpiChart } from "./KpiChart";
import { KpiDialog } from "./KpiDialog";
import { kpiName } from "./kpis";

const route = getRouteApi("/inside/p/$project/feedback/{-$tab}");
const LASTS = [
  { value: "7d", label: "7 d" },
  { value: "30d", label: "30 d" },
  { value: "90d", label: "90 d" },
] as const;

export function KpiList({ project }: { project: string }) {
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/feedback/{-$tab}" });
  const [now] = useState(() => Date.now());
  const last = LASTS.find((one) => one.value === search.last)?.value ?? "30d";
  const times = useMemo(() => timesOf({ last }, now), [last, now]);
  const { data, error } = useQuery(kpisQuery(project));
  const may = useMay(project);
  const remove = useRemoveKpi(project);
  const [leaving, leave] = useState<Kpi>();
  const set = (change: Record<string, string | undefined>) => void go({ search: (before) => ({ ...before, ...change }) });
  const edited = search.view === "edit" ? data?.find((one) => one.name === search.open) : undefined;
  const close = () => set({ view: undefined, open: undefined });
  const choose = (value: string) =>
    void go({ search: (before) => ({ ...before, last: value === "30d" ? undefined : value }), replace: true });
  return (
    <>
      <Toolbar
        side={
          may("feedback.admin") ? (
            <Button kind="primary" onClick={() => set({ view: "define" })}>
              <Plus size={14} aria-hidden />
              Define KPI
            </Button>
          ) : null
        }
      >
        <Segments label="Time" value={last} options={LASTS} onChange={choose} />
      </Toolbar>
      {error ? <Failure error={error} /> : null}
      {data || error ? null : <BlockSkeleton height={240} />}
      <div className={own.kpis}>
        {data?.map((kpi) => (
          <Section
            key={kpi.name}
            title={kpiName(kpi)}
            said={kpi.description}
            acts={
              may("feedback.admin") ? (
                <Acts kpi={kpi} onEdit={() => set({ view: "edit", open: kpi.name })} onRemove={() => leave(kpi)} />
              ) : null
            }
          >
            <KpiChart project={project} kpi={kpi} since={times.from} height={140} />
          </Section>
        ))}
      </div>
      {search.view === "define" ? (
        <KpiDialog project={project} since={times.from} said={`the last ${last.replace("d", " days")}`} onClose={close} />
      ) : null}
      {edited ? (
        <KpiDialog
          key={edited.name}
          project={project}
          kpi={edited}
          since={times.from}
          said={`the last ${last.replace("d", " days")}`}
          onClose={close}
        />
      ) : null}
      <Confirm
        title={`Take ${leaving ? kpiName(leaving) : ""} back?`}
        act="Take back"
        open={leaving !== undefined}
        onClose={() => leave(undefined)}
        onConfirm={() => remove.mutateAsync(leaving?.name ?? "")}
      >
        The definition of <strong>{leaving?.name}</strong> goes; what its figures were made of stays. One that every project has is again
        what it was.
      </Confirm>
    </>
  );
}

/** One that every project has can be changed, and only the project's own can be taken back. */
function Acts({ kpi, onEdit, onRemove }: { kpi: Kpi; onEdit: () => void; onRemove: () => void }) {
  return (
    <Menu
      trigger={
        <Button small kind="ghost" aria-label={`Acts on ${kpi.name}`}>
          <Ellipsis size={14} aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={onEdit}>
        Change
      </MenuItem>
      {kpi.given ? null : (
        <MenuItem danger icon={<Trash2 size={14} aria-hidden />} onSelect={onRemove}>
          Take back
        </MenuItem>
      )}
    </Menu>
  );
}
