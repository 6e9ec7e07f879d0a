// Views: filters with a name, for everybody in the project; choosing one puts its filter into the address.
import { useQuery } from "@tanstack/react-query";
import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { useRemoveView, useSaveView, viewsQuery } from "@/api/queries/record";
import type { Filter, SavedView } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Confirm, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { Menu, MenuHeading, MenuItem, MenuRule } from "@/parts/Menu";
import { tell } from "@/parts/Notices";
import { useMay } from "../may";
import type { Level } from "./terms";

export function Views({
  project,
  level,
  filter,
  shown,
  onView,
}: {
  project: string;
  level: Level;
  filter: Filter;
  /** What else of the page a view remembers. */
  shown: Record<string, string>;
  onView: (view: SavedView) => void;
}) {
  const may = useMay(project);
  const { data: views = [] } = useQuery(viewsQuery(project));
  const remove = useRemoveView(project);
  const [saving, save] = useState(false);
  const [leaving, leave] = useState<SavedView>();
  return (
    <>
      <Menu
        trigger={
          <Button kind="ghost">
            <Bookmark size={14} aria-hidden />
            Views{views.length ? ` ${views.length}` : ""}
          </Button>
        }
      >
        {views.length ? <MenuHeading>Saved in this project</MenuHeading> : <MenuHeading>None is saved yet</MenuHeading>}
        {views.map((view) => (
          <MenuItem key={view.id} side={view.level} onSelect={() => onView(view)}>
            {view.name}
          </MenuItem>
        ))}
        {may("interactions.write") ? (
          <>
            <MenuRule />
            <MenuItem icon={<Bookmark size={14} aria-hidden />} onSelect={() => save(true)}>
              Save this view
            </MenuItem>
            {views.map((view) => (
              <MenuItem key={view.id} danger icon={<Trash2 size={14} aria-hidden />} onSelect={() => leave(view)}>
                Remove {view.name}
              </MenuItem>
            ))}
          </>
        ) : null}
      </Menu>
      {saving ? <SaveView project={project} level={level} filter={filter} shown={shown} onClose={() => save(false)} /> : null}
      <Confirm
        title="Remove this view?"
        act="Remove"
        open={leaving !== undefined}
        onClose={() => leave(undefined)}
        onConfirm={() => remove.mutateAsync(leaving?.id ?? "")}
      >
        <strong>{leaving?.name}</strong> leaves the list for everybody. What it showed stays.
      </Confirm>
    </>
  );
}

function SaveView({
  project,
  level,
  filter,
  shown,
  onClose,
}: {
  project: string;
  level: Level;
  filter: Filter;
  shown: Record<string, string>;
  onClose: () => void;
}) {
  const save = useSaveView(project);
  const [name, setName] = useState("");
  const problem = save.error ? Problem.from(save.error) : undefined;
  return (
    <Dialog title="Save this view" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { name: name.trim(), level, filter, shown },
            {
              onSuccess: () => {
                tell(`The view ${name.trim()} is saved`, "Everybody in the project finds it under Views.");
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextField
            label="Name"
            about="The filter is saved as it is, with the time that is chosen now, if one is."
            required
            autoComplete="off"
            maxLength={100}
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(event.target.value)}
          />
          {problem && !problem.at("name") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={save.isPending || name.trim() === ""}>
              Save view
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
