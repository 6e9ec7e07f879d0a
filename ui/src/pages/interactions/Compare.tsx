// Compare: two interactions beside each other, where their answers differ, and which is better.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useGiveFeedback } from "@/api/queries/feedback";
import { interactionQuery } from "@/api/queries/record";
import { useSession } from "@/api/queries/session";
import type { Interaction } from "@/api/types";
import { Button } from "@/parts/Button";
import { Conversation } from "@/parts/conversation/Conversation";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { TextField } from "@/parts/form/TextField";
import { tell } from "@/parts/Notices";
import { Page, Section } from "@/parts/Page";
import page from "@/parts/page.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Facts, Id, When } from "@/parts/Small";
import { list } from "@/search";
import { useMay } from "../may";
import css from "../pages.module.css";
import { amount, seconds, usd } from "./columns";
import { difference } from "./difference";
import { answers, whole } from "./InteractionView";
import own from "./interactions.module.css";

const route = getRouteApi("/inside/p/$project/interactions/compare");
export const BETTER = "better";

export default function Compare() {
  const { project } = route.useParams();
  const [first = "", second = ""] = list(route.useSearch().ids);
  const one = useQuery({ ...interactionQuery(project, first), enabled: first !== "" });
  const other = useQuery({ ...interactionQuery(project, second), enabled: second !== "" });
  const error = one.error ?? other.error;
  return (
    <Page title="Compare two">
      {second === "" ? <Quiet>Pick two interactions in the list, then compare them.</Quiet> : null}
      {error ? <Failure error={error} /> : null}
      {second !== "" && !error && !(one.data && other.data) ? <BlockSkeleton height={320} /> : null}
      {one.data && other.data ? <Two project={project} one={one.data} other={other.data} /> : null}
    </Page>
  );
}

function said(interaction: Interaction): string {
  return answers(interaction)[0]?.content ?? "";
}

function Two({ project, one, other }: { project: string; one: Interaction; other: Interaction }) {
  const may = useMay(project);
  const alike = JSON.stringify(one.request?.messages) === JSON.stringify(other.request?.messages);
  const texts = [said(one), said(other)] as const;
  return (
    <>
      {may("feedback.write") ? <Better project={project} one={one} other={other} /> : null}
      {texts[0] || texts[1] ? (
        <Section title="Where the answers differ" said={alike ? "both were asked the same" : "they were not asked the same"}>
          <p className={own.words}>
            {difference(...texts).map((piece, index) =>
              piece.in === "both" ? (
                piece.text
              ) : piece.in === "first" ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone
                <del key={index}>{piece.text}</del>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place alone
                <ins key={index}>{piece.text}</ins>
              ),
            )}
          </p>
        </Section>
      ) : null}
      <div className={own.pair}>
        {[one, other].map((interaction, index) => (
          <Section key={interaction.id} title={index === 0 ? "First" : "Second"} said={<Id id={interaction.id} />}>
            <Facts
              rows={[
                ["When", <When key="w" at={interaction.started_at} />],
                ["Deployment", interaction.deployment ?? (interaction.upstream_model || "none")],
                ["Took", interaction.latency_ms ? `${seconds(interaction.latency_ms)} s` : "not known"],
                ["Tokens out", amount(interaction.usage.output_tokens)],
                ["Cost", interaction.cost_usd ? `$${usd(interaction.cost_usd)}` : "not known"],
                ["Ended by", interaction.finish_reason ?? "not known"],
              ]}
            />
            <Conversation messages={whole(interaction)} />
            <Link to="/p/$project/interactions/$interaction" params={{ project, interaction: interaction.id }} className={css.link}>
              Open it
            </Link>
          </Section>
        ))}
      </div>
    </>
  );
}

function Better({ project, one, other }: { project: string; one: Interaction; other: Interaction }) {
  const session = useSession();
  const give = useGiveFeedback(project);
  const [reason, setReason] = useState("");
  const choose = (chosen: Interaction, rejected: Interaction, tie: boolean) =>
    give.mutate(
      {
        metric: BETTER,
        value: { chosen: chosen.id, rejected: rejected.id, tie },
        source: { kind: "person", id: session.email, version: "" },
        reason: reason.trim(),
      },
      { onSuccess: () => tell("It is written down", "It makes a preference pair to learn from.") },
    );
  return (
    <Section title="Which answer is better?">
      <div className={page.acts}>
        <Button disabled={give.isPending} onClick={() => choose(one, other, false)}>
          The first
        </Button>
        <Button disabled={give.isPending} onClick={() => choose(other, one, false)}>
          The second
        </Button>
        <Button kind="ghost" disabled={give.isPending} onClick={() => choose(one, other, true)}>
          Neither
        </Button>
      </div>
      <div className={css.short}>
        <TextField label="Why" autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
      {give.error ? <Failure error={give.error} /> : null}
    </Section>
  );
}
