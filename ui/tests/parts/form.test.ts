// A form from pydantic's schema: its fields, what is typed, and what is wrong with it.
import { describe, expect, it } from "vitest";
import { type Field, fieldsOf } from "@/parts/form/schema";
import { changed, initial, limits, read } from "@/parts/form/values";
import { SCHEMA } from "../../kit/content";

const fields = fieldsOf(SCHEMA);
const field = (name: string): Field => {
  const found = fields.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe("fields", () => {
  it("know their kind, whatever way pydantic writes it", () => {
    expect(Object.fromEntries(fields.map((one) => [one.name, one.kind]))).toEqual({
      model: "text",
      steps: "integer",
      group_size: "integer",
      std: "choice",
      clip_low: "number",
      learning_rate: "number",
      max_seconds: "number",
      keep: "boolean",
      tags: "list",
      alarms: "rows",
    });
  });

  it("fold `or null` into the field", () => {
    expect(field("max_seconds")).toMatchObject({ nullable: true, min: 0, above: true, default: null });
  });

  it("follow references into rows", () => {
    expect(field("alarms").fields.map((one) => [one.name, one.kind, one.required])).toEqual([
      ["metric", "text", true],
      ["below", "number", false],
      ["above", "number", false],
      ["steps", "integer", false],
    ]);
  });

  it("leave what no control fits to JSON, and end where a schema holds itself", () => {
    const [tree] = fieldsOf({
      $defs: { Node: { type: "object", properties: { child: { $ref: "#/$defs/Node" } } } },
      properties: { tree: { $ref: "#/$defs/Node" }, free: { type: "object" } },
    });
    expect(tree?.kind).toBe("object");
    expect(fieldsOf({ properties: { free: { type: "object" } } })[0]?.kind).toBe("json");
  });

  it("say their limits in words", () => {
    expect([field("steps"), field("clip_low"), field("learning_rate")].map(limits)).toEqual(["1 or more", "0 to 1", "above 0"]);
  });
});

describe("values", () => {
  it("read back as the defaults they came from", () => {
    const { value, chosen, problems } = read(fields, initial(fields, { model: "tiny" }));
    expect(problems).toEqual([]);
    expect(chosen).toEqual({ model: "tiny" });
    expect(value).toMatchObject({ steps: 100, learning_rate: 1e-6, max_seconds: null, tags: [], alarms: [] });
  });

  it("write small numbers as people do, and mean the same", () => {
    const values = initial(fields, { learning_rate: 5e-6 });
    expect(values.learning_rate).toBe("5e-6");
    expect(changed(field("learning_rate"), values.learning_rate)).toBe(true);
    expect(changed(field("learning_rate"), initial(fields).learning_rate)).toBe(false);
  });

  it.each([
    ["steps", "1.5", "has to be a whole number"],
    ["steps", "0", "has to be at least 1"],
    ["steps", "many", "is not a number"],
    ["steps", "", "is needed; its default is 100"],
    ["clip_low", "2", "has to be at most 1"],
    ["learning_rate", "0", "has to be above 0"],
    ["model", " ", "is needed"],
    ["std", "some", "has to be one of none, group, batch"],
  ])("%s of %j %s", (name, text, message) => {
    const { problems } = read(fields, { ...initial(fields, { model: "tiny" }), [name]: text }, "config");
    expect(problems).toEqual([{ path: `config.${name}`, message }]);
  });

  it("name the row and the field of what is wrong in rows", () => {
    const values = { ...initial(fields, { model: "tiny" }), alarms: [{ metric: "kl", below: "", above: "x", steps: "3" }] };
    expect(read(fields, values).problems).toEqual([{ path: "alarms.0.above", message: "is not a number" }]);
  });

  it("choose within an object only what differs there", () => {
    const scenes = {
      type: "object",
      properties: { name: { type: "string" }, split: { type: "string", default: "dev" } },
      required: ["name"],
    };
    const [env] = fieldsOf({ properties: { env: scenes }, required: ["env"] });
    const { value, chosen } = read(env ? [env] : [], { env: { name: "desk", split: "dev" } });
    expect([value, chosen]).toEqual([{ env: { name: "desk", split: "dev" } }, { env: { name: "desk" } }]);
  });

  it("read numbers with thousands marks and a typographic minus", () => {
    const [shift] = fieldsOf({ properties: { shift: { type: "number", default: 0 } } });
    expect(read(shift ? [shift] : [], { shift: "−1,200.5" }).value).toEqual({ shift: -1200.5 });
  });
});
