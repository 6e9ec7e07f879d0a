// Failure: what happened and the way out, where the thing would have stood.
import { TriangleAlert } from "lucide-react";
import { Problem } from "@/api/problem";
import { Button } from "./Button";
import css from "./page.module.css";

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = Problem.from(error);
  return (
    <div className={css.failure} role="alert">
      <TriangleAlert size={14} aria-hidden />
      <div>
        <p>{problem.message}</p>
        {problem.fix ? <p className={css.fix}>{problem.fix}</p> : null}
        <p className={css.fix}>
          <code>{problem.code}</code>
          {problem.request ? <code> · request {problem.request}</code> : null}
        </p>
      </div>
      {retry ? (
        <Button small onClick={retry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}
