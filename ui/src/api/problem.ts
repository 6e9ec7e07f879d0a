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

  static unreachable(): Problem {
    return new Problem({
      code: "unreachable",
      message: "Burnish does not answer.",
      fix: "Check that `burnish up` is running and that this machine reaches it. The page goes on by itself when it is back.",
    });
  }
}
