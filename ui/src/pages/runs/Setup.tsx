// Setup: everything that decides the run's result, and how to do it again.

import type { Run } from "@/api/types";
import { Code, Ways } from "@/parts/Code";
import { Section } from "@/parts/Page";
import { Facts, Id } from "@/parts/Small";
import css from "../pages.module.css";
import { cloneWays } from "../ways";
import { RunFacts } from "./parts";

export function Setup({ project, run }: { project: string; run: Run }) {
  const { spec } = run;
  const digests: [string, React.ReactNode][] = [
    ["Recipe", <Id key="r" id={spec.recipe_hash} full />],
    ["Model", <Id key="m" id={spec.model.digest} full />],
    ...(spec.dataset ? [["Dataset", <Id key="d" id={spec.dataset.digest} full />] as [string, React.ReactNode]] : []),
    ["Burnish", `${spec.version ?? ""}${spec.commit ? ` · ${spec.commit}` : ""}`],
  ];
  const { config, options, resources } = spec;
  return (
    <div className={css.columns}>
      <Section title="The run">
        <RunFacts project={project} run={run} />
      </Section>
      <Section title="What it was made from" said="by SHA-256">
        <Facts rows={digests} />
      </Section>
      <Section title="Config">
        <Code title={`${spec.recipe} config, options, resources`} text={JSON.stringify({ config, options, resources }, null, 2)} />
      </Section>
      <Section title="Do it again">
        <Ways ways={cloneWays(project, run.id)} />
      </Section>
    </div>
  );
}
