// Recipes: the algorithms that runs are made of; those that come with Burnish, and those that were published in the project.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useMemo } from "react";
import { recipesQuery } from "@/api/queries/recipes";
import type { Recipe } from "@/api/types";
import { Drawer } from "@/frame/Drawer";
import { useKeys } from "@/frame/keys";
import { Button } from "@/parts/Button";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page } from "@/parts/Page";
import { TableSkeleton } from "@/parts/Skeleton";
import { Id, Nothing, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { SearchBox, Toolbar } from "@/parts/table/Toolbar";
import { useMay } from "../may";
import { Publish } from "./Publish";
import { RecipeView } from "./RecipeView";

const route = getRouteApi("/inside/p/$project/recipes");

const COLUMNS: Column<Recipe>[] = [
  { id: "name", header: "Recipe", value: (row) => row.name, cell: (row) => row.name },
  { id: "does", wide: true, header: "What it does", cell: (row) => row.caption || <Nothing why="not said" />, grow: true },
  { id: "needs", wide: true, header: "Needs", cell: (row) => row.needs.join(", ") || <Nothing why="a model alone" /> },
  { id: "from", header: "From", value: (row) => (row.builtin ? "" : "published"), cell: (row) => (row.builtin ? "Burnish" : "published") },
  {
    id: "version",
    header: "Version",
    value: (row) => row.version,
    cell: (row) => row.version ?? <Nothing why="comes with this server" />,
    end: true,
  },
  { id: "hash", wide: true, header: "SHA-256", cell: (row) => <Id id={row.hash} /> },
  {
    id: "made",
    wide: true,
    header: "Published",
    value: (row) => row.created_at ?? "",
    cell: (row) => (row.created_at ? <When at={row.created_at} /> : <Nothing why="comes with this server" />),
    end: true,
  },
];

export default function Recipes() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/recipes" });
  const may = useMay(project);
  const { data, error, isPending, refetch } = useQuery(recipesQuery(project));
  const set = (change: Record<string, string | undefined>, replace = true) =>
    void go({ search: (before) => ({ ...before, ...change }), replace });
  const rows = useMemo(() => {
    const text = (search.text ?? "").toLowerCase();
    return (data ?? []).filter((row) => `${row.name} ${row.caption} ${row.hash}`.toLowerCase().includes(text));
  }, [data, search.text]);
  const publish = () => set({ view: "publish" }, false);
  useKeys("Recipes", may("recipes.write") ? [{ key: "c", does: "Publish a recipe", act: publish }] : []);
  const open = data?.find((row) => row.name === search.open);
  return (
    <Page
      title="Recipes"
      acts={
        may("recipes.write") ? (
          <Button kind="primary" onClick={publish}>
            <Upload size={14} aria-hidden />
            Publish recipe
          </Button>
        ) : null
      }
      full={rows.length > 0}
    >
      {isPending ? <TableSkeleton /> : null}
      {error ? <Failure error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <Toolbar>
          <SearchBox label="Search by name, words or hash" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
        </Toolbar>
      ) : null}
      {data && rows.length === 0 ? <Quiet>No recipe matches.</Quiet> : null}
      {rows.length > 0 ? (
        <DataTable
          label="Recipes"
          fill
          rows={rows}
          columns={COLUMNS}
          rowId={(row) => row.name}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          active={search.open}
          onOpen={(row) => set({ open: row.name }, Boolean(search.open))}
          foot={`${rows.length} ${rows.length === 1 ? "recipe" : "recipes"}`}
        />
      ) : null}
      {open ? (
        <Drawer title={open.name} onClose={() => set({ open: undefined })}>
          <RecipeView key={open.hash} project={project} recipe={open} onGone={() => set({ open: undefined })} />
        </Drawer>
      ) : null}
      {search.view === "publish" && may("recipes.write") ? (
        <Publish
          project={project}
          recipes={data ?? []}
          onClose={() => set({ view: undefined })}
          onPublished={(made) => set({ view: undefined, open: made.name, text: undefined })}
        />
      ) : null}
    </Page>
  );
}
