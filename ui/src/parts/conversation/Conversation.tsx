// Conversation: messages as text and nothing but text; tool calls fold to a line and open on a click.
import { ArrowRight, ChevronRight, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import part from "../parts.module.css";
import css from "./conversation.module.css";
import { type Call, line, type Message, readable, type Said, said } from "./messages";

const SPEAKERS = { system: "system", user: "user", assistant: "agent", tool: "tool" };
const LONG = 600;

export function Conversation({ messages }: { messages: readonly Message[] }) {
  const turns = useMemo(() => said(messages), [messages]);
  return (
    <div className={css.conversation}>
      {turns.map((turn, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn is known by its place alone
        <Turn key={index} turn={turn} />
      ))}
    </div>
  );
}

function Turn({ turn }: { turn: Said }) {
  return (
    <div className={`${css.turn} ${turn.role === "assistant" ? css.agent : ""}`}>
      <div className={css.who}>{SPEAKERS[turn.role]}</div>
      <div>
        {turn.text || turn.calls.length === 0 ? (
          <Text text={turn.text} folded={turn.role === "system" || turn.text.length > LONG * 4} />
        ) : null}
        {turn.calls.map((call, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a call is known by its place alone
          <Folded key={index} call={call} />
        ))}
      </div>
    </div>
  );
}

function Text({ text, folded }: { text: string; folded: boolean }) {
  const [open, setOpen] = useState(false);
  if (text === "") return <p className={part.muted}>said nothing</p>;
  const folds = folded && (text.length > LONG || text.split("\n").length > 4);
  return (
    <>
      <p className={`${css.text} ${folds && !open ? css.long : ""}`}>{text}</p>
      {folds ? (
        <button type="button" className={css.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Less" : "All of it"}
        </button>
      ) : null}
    </>
  );
}

function Folded({ call }: { call: Call }) {
  return (
    <details className={css.call}>
      <summary>
        <ChevronRight size={12} aria-hidden />
        <code>{line(call)}</code>
        {call.answer === undefined ? (
          <>
            <TriangleAlert size={12} aria-hidden />
            no answer
          </>
        ) : (
          <>
            <ArrowRight size={12} aria-hidden />
            <code className={css.answer}>{call.answer.slice(0, 200)}</code>
          </>
        )}
      </summary>
      <pre>{JSON.stringify(call.arguments, null, 2)}</pre>
      {call.answer === undefined ? null : <pre>{readable(call.answer)}</pre>}
    </details>
  );
}
