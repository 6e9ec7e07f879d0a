// NewKey: a name, what it acts as, what it may, until when.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { servicesQuery, useNewKey } from "@/api/queries/access";
import { projectsQuery } from "@/api/queries/projects";
import { matrixQuery } from "@/api/queries/roles";
import type { MintedKey } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { ChoiceField, Stack, TextField } from "@/parts/form/TextField";
import { Check } from "@/parts/table/Check";
import { useMay } from "../may";
import own from "./settings.module.css";

/** What a new key may unless another choice is made: look, and nothing else. */
const READING = /^(project|runs|models|recipes|datasets)\.read$/;

const DAYS = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
];

export function NewKey({ project, onClose, onMinted }: { project: string; onClose: () => void; onMinted: (minted: MintedKey) => void }) {
  const may = useMay(project);
  const { data: projects = [] } = useQuery(projectsQuery);
  const services = useQuery({ ...servicesQuery(project), enabled: may("keys.write") });
  const make = useNewKey(project);
  const matrix = useQuery(matrixQuery);
  const held = new Set(projects.find((one) => one.name === project || one.id === project)?.permissions);
  const mine = (matrix.data?.permissions ?? []).filter((one) => held.has(one));
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [service, setService] = useState("");
  const [picked, setPicked] = useState<ReadonlySet<string>>();
  const scopes = picked ?? new Set(mine.filter((one) => READING.test(one)));
  const problem = make.error ? Problem.from(make.error) : undefined;
  const placed = problem?.at("name") ?? problem?.at("scopes");
  const pick = (scope: string, on: boolean) => setPicked(new Set(on ? [...scopes, scope] : [...scopes].filter((one) => one !== scope)));
  return (
    <Dialog title="New key" open wide onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(
            { name, scopes: mine.filter((one) => scopes.has(one)), days: Number(days), service: service || undefined },
            {
              onSuccess: (minted) => {
                onMinted(minted);
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextField
            label="Name"
            about="Where it is used: laptop, nightly, crm."
            autoFocus
            required
            autoComplete="off"
            maxLength={100}
            value={name}
            problem={problem?.at("name")}
            onChange={(event) => setName(event.target.value)}
          />
          {services.data?.length ? (
            <ChoiceField
              label="Acts as"
              value={service}
              options={[
                { value: "", label: "you" },
                ...services.data.map((one) => ({ value: one.id, label: `${one.name} (service account)` })),
              ]}
              onChange={(event) => setService(event.target.value)}
            />
          ) : null}
          <fieldset className={own.scopes}>
            <legend>What it may, as far as its owner may</legend>
            {mine.map((scope) => (
              // biome-ignore lint/a11y/noLabelWithoutControl: the box is inside
              <label key={scope} title={matrix.data?.sentences[scope]}>
                <Check on={scopes.has(scope)} onChange={(on) => pick(scope, on)} label={scope} />
                <code>{scope}</code>
              </label>
            ))}
          </fieldset>
          <ChoiceField label="Works for" value={days} options={DAYS} onChange={(event) => setDays(event.target.value)} />
          {problem && (!placed || problem.at("scopes")) ? <Failure error={problem} /> : null}
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={make.isPending || name === "" || scopes.size === 0}>
              Make key
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
