// RecipeView: what a recipe needs and has, its versions, and the whole loop to read.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Archive, Play } from "lucide-react";
import { useState } from "react";
import { recipeQuery, recipeVersionsQuery, useArchiveRecipe } from "@/api/queries/recipes";
import type { Recipe } from "@/api/types";
import { Button, buttonClass } from "@/parts/Button";
import { Code } from "@/parts/Code";
import { Confirm } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { number } from "@/parts/format";
import { Section } from "@/parts/Page";
import page from "@/parts/page.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Chip, Facts, Id, When } from "@/parts/Small";
import { type Column, DataTable } from "@/parts/table/DataTable";
import { useMay } from "../may";
import css from "../pages.module.css";

export function RecipeView({ project, recipe, onGone }: { project: string; recipe: Recipe; onGone: () => void }) {
  const may = useMay(project);
  const [version, choose] = useState<number>();
  const shown = version === undefined ? recipe.name : `${recipe.name}@${version}`;
  const { data: whole, error } = useQuery(recipeQuery(project, shown));
  const archive = useArchiveRecipe(project, recipe.name);
  const [asking, ask] = useState(false);
  const told = whole ?? recipe;
  return (
    <>
      <div className={page.acts}>
        {may("runs.write") ? (
          <Link to="/p/$project/runs/new" params={{ project }} search={{ recipe: recipe.name }} className={buttonClass()}>
            <Play size={14} aria-hidden />
            New run
          </Link>
        ) : null}
        {!recipe.builtin && may("recipes.write") ? (
          <Button kind="ghost" onClick={() => ask(true)}>
            <Archive size={14} aria-hidden />
            Archive
          </Button>
        ) : null}
      </div>
      {told.caption ? <p>{told.caption}</p> : null}
      <RecipeFacts recipe={told} />
      {recipe.builtin ? null : <Versions project={project} recipe={recipe} chosen={version ?? recipe.version ?? 1} onChoose={choose} />}
      <Section title="The loop" said="all of it">
        {error ? <Failure error={error} /> : null}
        {whole?.source ? <Code title={`${recipe.name}.py`} text={whole.source} /> : error ? null : <BlockSkeleton height={320} />}
      </Section>
      <Confirm
        title="Archive this recipe?"
        act="Archive"
        open={asking}
        onClose={() => ask(false)}
        onConfirm={async () => {
          await archive.mutateAsync();
          onGone();
        }}
      >
        <strong>{recipe.name}</strong> leaves the lists with all its versions, and no more runs are made of it. Runs that were can still be
        repeated.
      </Confirm>
    </>
  );
}

function RecipeFacts({ recipe }: { recipe: Recipe }) {
  const fields = Object.keys((recipe.config_schema as { properties?: object }).properties ?? {}).length;
  const packages = recipe.dependencies ?? [];
  return (
    <Facts
      rows={[
        ["From", recipe.builtin ? "Burnish" : "published in this project"],
        ...(recipe.version ? [["Version", String(recipe.version)] as [string, string]] : []),
        ["Needs", recipe.needs.join(", ") || "a model alone"],
        ...(recipe.takes.length ? [["Can take", recipe.takes.join(", ")] as [string, string]] : []),
        ["Fields", number(fields)],
        ...(recipe.builtin
          ? []
          : [["Packages", packages.length ? <Packages key="p" names={packages} /> : "none"] as [string, React.ReactNode]]),
        ["SHA-256", <Id key="h" id={recipe.hash} full />],
        ...(recipe.created_at ? [["Published", <When key="m" at={recipe.created_at} />] as [string, React.ReactNode]] : []),
        ...(recipe.id ? [["Id", <Id key="i" id={recipe.id} full />] as [string, React.ReactNode]] : []),
      ]}
    />
  );
}

function Packages({ names }: { names: readonly string[] }) {
  return (
    <>
      {names.map((name) => (
        <Chip key={name}>{name}</Chip>
      ))}
    </>
  );
}

function Versions({
  project,
  recipe,
  chosen,
  onChoose,
}: {
  project: string;
  recipe: Recipe;
  chosen: number;
  onChoose: (version: number | undefined) => void;
}) {
  const { data } = useQuery(recipeVersionsQuery(project, recipe.name));
  if (!data || data.length < 2) return null;
  const columns: Column<Recipe>[] = [
    {
      id: "version",
      header: "Version",
      cell: (row) => (
        <button
          type="button"
          className={css.plainlink}
          aria-pressed={row.version === chosen}
          onClick={() => onChoose(row.version === recipe.version ? undefined : (row.version ?? undefined))}
        >
          {row.version}
        </button>
      ),
      grow: true,
    },
    { id: "hash", header: "SHA-256", cell: (row) => <Id id={row.hash} /> },
    { id: "made", header: "Published", cell: (row) => <When at={row.created_at} />, end: true },
  ];
  return (
    <Section title="Versions" said={`${recipe.name} alone means the newest`}>
      <DataTable
        label="Versions"
        rows={data}
        columns={columns}
        rowId={(row) => row.hash}
        active={data.find((row) => row.version === chosen)?.hash}
      />
    </Section>
  );
}
