// Feed: the newest interactions and feedback of a project, as they come.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MessageSquare, Star } from "lucide-react";
import { feedbackQuery } from "@/api/queries/feedback";
import type { Feedback, InteractionRow } from "@/api/types";
import { Section } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { When } from "@/parts/Small";
import own from "../feedback/feedback.module.css";
import { valueWords } from "../interactions/values";
import { useMay } from "../may";

type Item = { at: string; row: InteractionRow } | { at: string; feedback: Feedback };
const SHOWN = 14;

export function Feed({ project, rows }: { project: string; rows: readonly InteractionRow[] }) {
  const may = useMay(project);
  const { data } = useInfiniteQuery({ ...feedbackQuery(project, {}, true), enabled: may("feedback.read") });
  const said = data?.pages[0]?.items.slice(0, 10) ?? [];
  const items: Item[] = [
    ...rows.map((row) => ({ at: row.started_at, row })),
    ...said.map((feedback) => ({ at: feedback.given_at, feedback })),
  ].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return (
    <Section title="As it happens">
      <ul className={own.feed}>
        {items.slice(0, SHOWN).map((item) =>
          "row" in item ? (
            <li key={item.row.id}>
              <MessageSquare size={14} aria-label="asked" />
              <Link to="/p/$project/interactions/$interaction" params={{ project, interaction: item.row.id }}>
                {item.row.asked || "not kept"}
              </Link>
              <When at={item.at} />
              <p className={item.row.status === "error" ? part.bad : undefined}>
                {item.row.status === "ok" ? item.row.answered : item.row.error || item.row.status}
              </p>
            </li>
          ) : (
            <li key={item.feedback.id}>
              <Star size={14} aria-label="feedback" />
              <span>
                {item.feedback.metric} <b>{valueWords(item.feedback.value)}</b>
              </span>
              <When at={item.at} />
              <p>{[item.feedback.source.id || item.feedback.source.kind, item.feedback.reason].filter(Boolean).join(": ")}</p>
            </li>
          ),
        )}
      </ul>
    </Section>
  );
}
