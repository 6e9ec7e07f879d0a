// Calling: the lines that call an alias, with the project's real names, for the official clients and for curl.
import type { AliasSettings } from "@/api/types";
import type { Way } from "@/parts/Code";
import { python, shell } from "../ways";

type Prompt = NonNullable<AliasSettings["prompt"]>;

const EXAMPLES = { string: "…", number: 0.5, integer: 1, boolean: true } as const;

/** A value of each argument's type, for the reader to replace. */
export function examples(prompt: Prompt | null | undefined): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(prompt?.arguments ?? {}).map(([name, type]) => [name, EXAMPLES[type as keyof typeof EXAMPLES]]));
}

/**
 * Lines for each client. `gateway` is the address up to and including `/v1`; what it is asked with beyond the messages goes in `burnish`.
 */
export function callingWays(gateway: string, model: string, prompt?: Prompt | null): Partial<Record<Way, string>> {
  const filled = examples(prompt);
  const extra = { episode: "call-88", keys: { order: "W123" }, ...(Object.keys(filled).length ? { arguments: filled } : {}) };
  const said = "Where is W123?";
  const body = { model, messages: [{ role: "user", content: said }], burnish: extra };
  return {
    openai: `import os
from openai import OpenAI

client = OpenAI(
    base_url=${JSON.stringify(gateway)},
    api_key=os.environ["BURNISH_API_KEY"],
)
answer = client.chat.completions.create(
    model=${JSON.stringify(model)},
    messages=[{"role": "user", "content": ${JSON.stringify(said)}}],
    extra_body={"burnish": ${python(extra, "    ")}},
)
print(answer.choices[0].message.content)`,
    anthropic: `import os
from anthropic import Anthropic

client = Anthropic(
    base_url=${JSON.stringify(gateway.replace(/\/v1$/, ""))},
    auth_token=os.environ["BURNISH_API_KEY"],
)
answer = client.messages.create(
    model=${JSON.stringify(model)},
    max_tokens=200,
    messages=[{"role": "user", "content": ${JSON.stringify(said)}}],
    extra_body={"burnish": ${python(extra, "    ")}},
)
print(answer.content)`,
    curl: `curl ${gateway}/chat/completions \\
  -H "Authorization: Bearer $BURNISH_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d ${shell(JSON.stringify(body, null, 2))}`,
  };
}
