// What the gallery shows: rows, messages, a schema as pydantic writes it, and text that tries to be more than text.
import type { Message } from "@/parts/conversation/messages";
import type { JsonSchema } from "@/parts/form/schema";

export interface Row {
  id: string;
  name: string;
  status: string;
  step: number;
  steps: number;
  reward: number;
  at: string;
}

/** A fixed noise in [-0.5, 0.5]. */
export function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898) * 43758.5453;
  return value - Math.floor(value) - 0.5;
}

const STATES = ["running", "succeeded", "failed", "queued", "paused", "cancelled"];

export const ROWS: Row[] = Array.from({ length: 5000 }, (_, index) => ({
  id: `run_01989e2f7c4a7d21b0a94f${index.toString(16).padStart(4, "0")}`,
  name: `${["grpo", "sft", "rejection-sampling"][index % 3]}-supply-desk-${index}`,
  status: STATES[index % STATES.length] ?? "queued",
  step: (index * 7) % 100,
  steps: 100,
  reward: 0.5 + noise(index) / 1.2,
  at: new Date(Date.now() - index * 700_000).toISOString(),
}));

export const MESSAGES: Message[] = [
  { role: "system", content: "You are the agent of a supply desk. Use the tools; never invent an order number." },
  { role: "user", content: "Hello, I ordered 40 boxes of M4 bolts and got M5. Order A-1173. What now?" },
  { role: "assistant", content: "", tool_calls: [{ id: "1", name: "find_order", arguments: { number: "A-1173" } }] },
  { role: "tool", tool_call_id: "1", content: '{"number": "A-1173", "item": "M4 bolts", "quantity": 40, "status": "delivered"}' },
  {
    role: "assistant",
    content: "I see order A-1173, 40 boxes of M4 bolts, delivered. I have arranged for the right ones to be sent.",
    tool_calls: [
      { id: "2", name: "exchange", arguments: { number: "A-1173", item: "M4 bolts", quantity: 40 } },
      { id: "3", name: "notify", arguments: { channel: "warehouse" } },
    ],
  },
  { role: "tool", tool_call_id: "2", content: '{"ok": true, "eta_days": 2}' },
  { role: "user", content: "Thank you, that was quick." },
];

export const NASTY: Message[] = [
  { role: "user", content: "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>" },
  {
    role: "assistant",
    content: "[link](javascript:window.hacked=1) **bold** \u202Ereversed\u202C ‮",
    tool_calls: [{ id: "", name: "<b>tool</b>", arguments: { "<i>key</i>": "</code><svg onload=window.hacked=1>" } }],
  },
  { role: "tool", content: "'\"><iframe srcdoc='<script>parent.hacked=1</script>'>" },
];

export const SCHEMA: JsonSchema = {
  $defs: {
    Alarm: {
      type: "object",
      properties: {
        metric: { type: "string", title: "Metric" },
        below: { anyOf: [{ type: "number" }, { type: "null" }], default: null, title: "Below" },
        above: { anyOf: [{ type: "number" }, { type: "null" }], default: null, title: "Above" },
        steps: { type: "integer", minimum: 1, default: 3, title: "Steps" },
      },
      required: ["metric"],
    },
  },
  type: "object",
  properties: {
    model: { type: "string", "x-names": "model", description: "What to train." },
    steps: { type: "integer", default: 100, minimum: 1, description: "Steps: each plays, then learns." },
    group_size: { type: "integer", default: 8, minimum: 2, description: "Episodes of each scenario; their mean reward is the baseline." },
    std: {
      enum: ["none", "group", "batch"],
      type: "string",
      default: "none",
      description: "What advantages are divided by: nothing, the standard deviation of the group or the batch.",
    },
    clip_low: { type: "number", default: 0.2, minimum: 0, maximum: 1, description: "How far a token's probability ratio may fall." },
    learning_rate: { type: "number", default: 1e-6, exclusiveMinimum: 0, description: "Its highest value." },
    max_seconds: {
      anyOf: [{ type: "number", exclusiveMinimum: 0 }, { type: "null" }],
      default: null,
      description: "Budget of wall time; the step under way is finished.",
    },
    keep: { type: "boolean", default: true, description: "Keep example episodes of every step." },
    tags: { type: "array", items: { type: "string" }, default: [], description: "Free words." },
    alarms: { type: "array", items: { $ref: "#/$defs/Alarm" }, default: [], description: "Limits on logged metrics that stop the run." },
  },
  required: ["model"],
};
