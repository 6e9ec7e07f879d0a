// Publish: a recipe in a .py file becomes one of the project, known by its hash; the server reads it and does not run it.
import { useState } from "react";
import { Problem } from "@/api/problem";
import { usePublish } from "@/api/queries/recipes";
import type { Recipe } from "@/api/types";
import { Button } from "@/parts/Button";
import { Ways } from "@/parts/Code";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { FileField } from "@/parts/form/FileField";
import { Stack, TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import { publishRecipeWays } from "../ways";
import { recipeName } from "./recipeName";

const LARGEST = 256 * 1024;

export function Publish({
  project,
  recipes,
  onClose,
  onPublished,
}: {
  project: string;
  recipes: readonly Recipe[];
  onClose: () => void;
  onPublished: (made: Recipe) => void;
}) {
  const publish = usePublish(project);
  const [name, setName] = useState("");
  const [source, setSource] = useState<string>();
  const [unfit, setUnfit] = useState<string>();
  const problem = publish.error ? Problem.from(publish.error) : undefined;
  const before = recipes.find((one) => one.name === name);
  const ours = before?.builtin ? `${name} comes with Burnish: choose another name.` : undefined;
  const read = async (file: File | undefined) => {
    publish.reset();
    setSource(undefined);
    setUnfit(file && file.size > LARGEST ? "It is longer than 256 KiB: put data elsewhere, a recipe is one loop." : undefined);
    if (!file || file.size > LARGEST) return;
    setSource(await file.text());
    setName((given) => given || recipeName(file.name));
  };
  return (
    <Dialog title="Publish a recipe" open onClose={onClose} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          publish.mutate(
            { name, source: source ?? "" },
            {
              onSuccess: (made) => {
                const packages = made.dependencies ?? [];
                const wants = packages.length ? `It wants ${packages.join(", ")}. ` : "";
                tell(`${made.name}@${made.version} is published`, `${wants}SHA-256 ${made.hash.slice(0, 12)}…`);
                onPublished(made);
              },
            },
          );
        }}
      >
        <Stack>
          <FileField
            label="File"
            about="A .py file with Config and async def train; packages as its inline metadata names them. It is read, and run only in a run's own isolated process."
            accept=".py,text/x-python"
            autoFocus
            required
            problem={unfit ?? (problem?.at("source") ? `${problem.message} ${problem.fix}` : undefined)}
            onFile={(file) => void read(file)}
          />
          <TextField
            label="Name"
            about={
              before && !ours
                ? `There is ${name}@${before.version}: this becomes version ${(before.version ?? 0) + 1}, unless the file is the same.`
                : "What runs call it; by default the file's name."
            }
            required
            autoComplete="off"
            spellCheck={false}
            value={name}
            problem={ours ?? problem?.at("name")}
            onChange={(event) => setName(recipeName(event.target.value))}
          />
          {problem && !problem.at("source") && !problem.at("name") ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={publish.isPending || source === undefined || name === "" || ours !== undefined}>
              Publish
            </Button>
          </Actions>
          <Ways ways={publishRecipeWays(project, name || "my_grpo")} />
        </Stack>
      </form>
    </Dialog>
  );
}
