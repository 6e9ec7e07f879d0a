// Everything that goes wrong has one shape, and says the way out.
import { expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { extended } from "@/api/stream";

const body = {
  error: {
    code: "invalid_request",
    message: "Input should be greater than 0",
    where: "body.config.steps",
    fix: "correct the fields named in `problems`",
    problems: [{ where: "body.config.steps", message: "Input should be greater than 0" }],
  },
};

it("reads what the API says, each field under its own name", () => {
  const problem = Problem.fromAnswer(422, body, "r1");
  expect(problem).toMatchObject({ code: "invalid_request", status: 422, request: "r1", fix: "Correct the fields named in `problems`." });
  expect(problem.at("config.steps")).toBe("Input should be greater than 0");
  expect(problem.at("seed")).toBeUndefined();
});

it("says where a thing is wrong that has no fields", () => {
  const problem = Problem.fromAnswer(409, { error: { code: "conflict", message: "is archived", where: "shop", fix: "restore it first" } });
  expect(problem.message).toBe("Shop: is archived.");
});

it("does not take a stranger's answer for the API's", () => {
  expect(Problem.fromAnswer(502, "<html>bad gateway</html>").message).toBe("The server answered 502 without saying why.");
});

it("knows a server that does not answer", () => {
  expect(Problem.from(new TypeError("Failed to fetch")).code).toBe("unreachable");
});

it("adds rows of a stream once each", () => {
  const rows = [{ seq: 1 }, { seq: 2 }];
  expect(extended(rows, [{ seq: 2 }, { seq: 3 }])).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
  expect(extended(rows, [{ seq: 2 }])).toBe(rows);
});
