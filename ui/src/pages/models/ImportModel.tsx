// ImportModel: a folder on the server, or a model on the hub, becomes a version; pickle and code are refused there, and the reason is told.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { modelsQuery, useImport } from "@/api/queries/models";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import { slug } from "../Projects";

/** A path is absolute; an id on the hub has no stroke in front. */
function sourceOf(place: string) {
  return place.startsWith("/") ? { path: place } : { hub: { id: place, revision: "main" } };
}

export function ImportModel({ project, onClose }: { project: string; onClose: () => void }) {
  const take = useImport(project);
  const [name, setName] = useState("");
  const [place, setPlace] = useState("");
  const [licence, setLicence] = useState("");
  const [base, setBase] = useState("");
  const { data: models = [] } = useQuery(modelsQuery(project));
  const problem = take.error ? Problem.from(take.error) : undefined;
  const placed = ["name", "path", "hub.id", "licence", "base"].some((field) => problem?.at(field));
  return (
    <Dialog title="Import a model" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take.mutate(
            { name, ...sourceOf(place.trim()), licence, description: "", current: true, ...(base ? { base: base.trim() } : {}) },
            {
              onSuccess: (version) => {
                tell(`${version.name}@${version.number} is being taken in`, "Its files are brought here and their digests kept.");
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextField
            label="Name"
            about="If there is a model of this name, it gets another version."
            autoFocus
            required
            autoComplete="off"
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(slug(event.target.value))}
          />
          <TextField
            label="Folder on the server, or id on the hub"
            about="A Hugging Face folder under one of BURNISH_IMPORT_ROOTS, or Qwen/Qwen3-0.6B. Safetensors only."
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="/models/qwen3-0.6b"
            value={place}
            problem={problem?.at("path") ?? problem?.at("hub.id")}
            onChange={(event) => setPlace(event.target.value)}
          />
          <TextField
            label="Licence"
            about="By default what the README, or the card on the hub, says."
            autoComplete="off"
            maxLength={200}
            value={licence}
            problem={problem?.at("licence")}
            onChange={(event) => setLicence(event.target.value)}
          />
          <TextField
            label="Base of an adapter"
            about="For a LoRA adapter alone: the model that it was trained from, name or name@2. It is refused where it does not fit."
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            list="bases"
            value={base}
            problem={problem?.at("base")}
            onChange={(event) => setBase(event.target.value)}
          />
          <datalist id="bases">
            {models.map((model) => (
              <option key={model.id} value={model.name} />
            ))}
          </datalist>
          {problem && !placed ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={take.isPending || name === "" || place.trim() === ""}>
              Import
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
