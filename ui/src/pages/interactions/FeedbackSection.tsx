// FeedbackSection: what people, judges and systems said of an interaction or an episode, and a place to say more.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { feedbackQuery, useRetract } from "@/api/queries/feedback";
import type { Feedback, Interaction } from "@/api/types";
import { IconButton } from "@/parts/Button";
import { Conversation } from "@/parts/conversation/Conversation";
import { messagesOf } from "@/parts/conversation/messages";
import { Failure } from "@/parts/Failure";
import { shortId } from "@/parts/format";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { When } from "@/parts/Small";
import { useMay } from "../may";
import { GiveFeedback } from "./GiveFeedback";
import own from "./interactions.module.css";
import { valueWords } from "./values";

export function FeedbackSection({ project, interaction, episode }: { project: string; interaction?: Interaction; episode?: string }) {
  const may = useMay(project);
  const filter = interaction ? { interaction: interaction.id } : { episode };
  const { data, error, isPending } = useInfiniteQuery({ ...feedbackQuery(project, filter), enabled: may("feedback.read") });
  const events = data?.pages.flatMap((one) => one.items) ?? [];
  if (!may("feedback.read")) return null;
  return (
    <Section title="Feedback" said={events.length ? String(events.length) : undefined}>
      {error ? <Failure error={error} /> : null}
      {isPending ? <BlockSkeleton height={48} /> : null}
      {events.length ? (
        <ul>
          {events.map((one) => (
            <Event key={one.id} project={project} feedback={one} />
          ))}
        </ul>
      ) : null}
      {may("feedback.write") ? (
        <GiveFeedback project={project} {...(interaction ? { interaction } : {})} {...(episode ? { episode } : {})} />
      ) : null}
    </Section>
  );
}

export function Event({ project, feedback }: { project: string; feedback: Feedback }) {
  const may = useMay(project);
  const retract = useRetract(project);
  const correction = correctionOf(feedback);
  return (
    <li className={own.event} data-counts={feedback.counts ? undefined : "no"}>
      <span>
        <span className={part.muted}>{feedback.metric}</span> {correction ? "corrected" : valueWords(feedback.value)}
      </span>
      <span className={own.thumbs}>
        <span className={part.muted} title={feedback.source.id || undefined}>
          {feedback.source.kind}
          {feedback.source.id ? ` ${isOurs(feedback.source.id) ? shortId(feedback.source.id) : feedback.source.id}` : ""}
        </span>
        <When at={feedback.given_at} />
        {feedback.valid && feedback.counts && may("feedback.write") ? (
          <IconButton small label={`Take ${feedback.metric} back`} onClick={() => retract.mutate({ feedback: feedback.id, reason: "" })}>
            <Undo2 size={12} aria-hidden />
          </IconButton>
        ) : null}
      </span>
      {feedback.reason ? <p>{feedback.reason}</p> : null}
      {feedback.why ? <p>It does not count: {feedback.why}</p> : null}
      {correction ? <Conversation messages={correction} /> : null}
    </li>
  );
}

/** Whether it is an id of this installation, of which the beginning and the end say enough. */
function isOurs(id: string): boolean {
  return /^[a-z]+_[0-9a-f]{32}$/.test(id);
}

function correctionOf(feedback: Feedback): ReturnType<typeof messagesOf> | undefined {
  const { value } = feedback;
  return typeof value === "object" && "message" in value ? messagesOf([{ role: "assistant", ...(value.message as object) }]) : undefined;
}
