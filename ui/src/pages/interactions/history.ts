// What each interaction of an episode added: the messages that the one before it had not said already. Pure.
import { type Message, messagesOf } from "@/parts/conversation/messages";

export interface Added {
  messages: Message[];
  /** It begins anew: another branch, such as a sub-agent's, or a history that was rewritten. */
  branch: boolean;
}

function same(one: Message, other: Message): boolean {
  const calls = (message: Message) => JSON.stringify((message.tool_calls ?? []).map(({ name, arguments: given }) => [name, given]));
  return one.role === other.role && one.content === other.content && calls(one) === calls(other);
}

/** `before`: everything that was said until the answer of an earlier interaction, for each of them. */
export function added(before: readonly (readonly Message[])[], request: unknown): Added {
  const now = messagesOf(request);
  let longest = 0;
  for (const past of before) {
    if (past.length > longest && past.length <= now.length && past.every((one, index) => now[index] && same(one, now[index]))) {
      longest = past.length;
    }
  }
  return { messages: now.slice(longest), branch: before.length > 0 && longest === 0 };
}
