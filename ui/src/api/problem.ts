// Problem: the one shape of everything that goes wrong, whether the API, the network or the page itself says it.

/** What a field of a form has against its value. `path` is where: `config.learning_rate`. */
export interface FieldProblem {
  path: string;
  message: string;
}

interface Said {
  code: string;
  message: string;
  fix?: string;
  where?: string;
  status?: number;
  request?: string;
  fields?: FieldProblem[];
}

export class Problem extends Error {
  readonly code: string;
  readonly fix: string;
  readonly where: string;
  readonly status: number;
  readonly request: string;
  readonly fields: FieldProblem[];

  constructor(said: Said) {
    super(said.message);
    this.name = "Problem";
    this.code = said.code;
    this.fix = said.fix ?? "";
    this.where = said.where ?? "";
    this.status = said.status ?? 0;
    this.request = said.request ?? "";
    this.fields = said.fields ?? [];
  }

  /** Any thrown value as a Problem; one that is already stays as it is. */
  static from(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return Problem.unreachable();
    const message = error instanceof Error ? error.message : String(error);
    return new Problem({ code: "page_error", message, fix: "Reload the page; if it comes back, report it with this text." });
  }

  /** What the API says when it refuses; anything that is not in its shape came from something between. */
  static fromAnswer(status: number, body: unknown, request = ""): Problem {
    const said = isObject(body) && isObject(body.error) ? body.error : undefined;
    if (!said) {
      const message = `The server answered ${status} without saying why.`;
      return new Problem({
        code: `http_${status}`,
        message,
        fix: "Something between this page and Burnish may have answered.",
        status,
        request,
      });
    }
    const problems = Array.isArray(said.problems) ? said.problems.filter(isObject) : [];
    const where = text(said.where);
    return new Problem({
      code: text(said.code) || `http_${status}`,
      message: sentence(text(said.message), where, problems.length > 0),
      fix: sentence(text(said.fix)),
      where,
      status,
      request,
      fields: problems.map((one) => ({ path: text(one.where).replace(/^body\./, ""), message: text(one.message) })),
    });
  }

  /** What one field of a form has against its value, if this is about a field. */
  at(path: string): string | undefined {
    const found = this.fields.find((field) => field.path === path);
    return found?.message ?? (this.where.replace(/^body\./, "") === path ? this.message : undefined);
  }

  static unreachable(): Problem {
    return new Problem({
      code: "unreachable",
      message: "Burnish does not answer.",
      fix: "Check that `burnish up` is running and that this machine reaches it. The page goes on by itself when it is back.",
    });
  }
}

/** Somebody else changed, made or removed the same thing meanwhile. `theirs` is how it is now; undefined if it is gone. */
export class Overtaken extends Problem {
  readonly theirs: unknown;

  constructor(theirs: unknown) {
    super({ code: "stale", message: "Somebody else changed this meanwhile.", fix: "Take what they made, or keep yours.", status: 412 });
    this.theirs = theirs;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The API's words begin in the middle of a sentence, after the place they are about. */
function sentence(words: string, where = "", fields = false): string {
  if (!words) return "";
  const whole = where && !fields ? `${where.replace(/^body\./, "")}: ${words}` : words;
  const first = whole.charAt(0).toUpperCase() + whole.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
