// TeamForm: a new team, or another name and description for one.
import { useState } from "react";
import type { Tagged } from "@/api/client";
import { Overtaken, Problem } from "@/api/problem";
import { useSaveTeam } from "@/api/queries/teams";
import type { Team } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { Stale } from "@/parts/Stale";
import { slug } from "../Projects";

export function TeamForm({
  opened,
  onClose,
  onSaved,
}: {
  opened: Tagged<Team> | undefined;
  onClose: () => void;
  onSaved: (team: Team) => void;
}) {
  const save = useSaveTeam();
  const [base, setBase] = useState(opened);
  const [name, setName] = useState(opened?.value.name ?? "");
  const [description, setDescription] = useState(opened?.value.description ?? "");
  const overtaken = save.error instanceof Overtaken ? save.error : undefined;
  const theirs = overtaken?.theirs as Tagged<Team> | undefined;
  const problem = save.error && !overtaken ? Problem.from(save.error) : undefined;
  const placed = problem?.at("name") ?? problem?.at("description");
  return (
    <Dialog title={opened ? `Change ${opened.value.name}` : "New team"} open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ base, name: name.replace(/-+$/, ""), description }, { onSuccess: onSaved });
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
            label="Who they are"
            autoComplete="off"
            maxLength={1000}
            value={description}
            problem={problem?.at("description")}
            onChange={(event) => setDescription(event.target.value)}
          />
          {theirs ? (
            <Stale
              title="Somebody else changed this team meanwhile"
              onTheirs={() => {
                setBase(theirs);
                setName(theirs.value.name);
                setDescription(theirs.value.description);
                save.reset();
              }}
              onMine={() => {
                setBase(theirs);
                save.reset();
              }}
            >
              It is called {theirs.value.name} now
              {theirs.value.description ? `: ${theirs.value.description}` : ""}
            </Stale>
          ) : null}
          {problem && !placed ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={save.isPending || name === ""}>
              {opened ? "Save team" : "Make team"}
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
