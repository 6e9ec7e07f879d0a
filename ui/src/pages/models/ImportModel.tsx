// ImportModel: a folder on the server becomes a version; pickle and code are refused there, and the reason is told.
import { useState } from "react";
import { Problem } from "@/api/problem";
import { useImport } from "@/api/queries/models";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { Stack, TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import { slug } from "../Projects";

export function ImportModel({ project, onClose }: { project: string; onClose: () => void }) {
  const take = useImport(project);
  const [name, setName] = useState("");
  const [path, setPath] = useState("");
  const [licence, setLicence] = useState("");
  const problem = take.error ? Problem.from(take.error) : undefined;
  const placed = ["name", "path", "licence"].some((field) => problem?.at(field));
  return (
    <Dialog title="Import a model" open onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take.mutate(
            { name, path, licence, description: "", current: true },
            {
              onSuccess: (version) => {
                tell(`${version.name}@${version.number} is being taken in`, "Its files are copied and their digests kept.");
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
            label="Folder on the server"
            about="A Hugging Face folder with safetensors, under one of BURNISH_IMPORT_ROOTS."
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="/models/qwen3-0.6b"
            value={path}
            problem={problem?.at("path")}
            onChange={(event) => setPath(event.target.value)}
          />
          <TextField
            label="Licence"
            about="By default what the folder's README says."
            autoComplete="off"
            maxLength={200}
            value={licence}
            problem={problem?.at("licence")}
            onChange={(event) => setLicence(event.target.value)}
          />
          {problem && !placed ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={take.isPending || name === "" || path === ""}>
              Import
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
