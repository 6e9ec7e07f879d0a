// Stale: somebody else was quicker. What they made of it, and the choice: theirs, or one's own over it.
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import css from "./page.module.css";

export function Stale({
  title,
  children,
  onTheirs,
  onMine,
}: {
  title: string;
  /** How it is now. */
  children: ReactNode;
  onTheirs: () => void;
  /** Keep what is in the form; saving it once more replaces theirs. */
  onMine: () => void;
}) {
  return (
    <div className={`${css.failure} ${css.stale}`} role="alert">
      <TriangleAlert size={14} aria-hidden />
      <div>
        <p>{title}</p>
        <div className={css.fix}>{children}</div>
        <div className={css.acts}>
          <Button small onClick={onTheirs}>
            Take theirs
          </Button>
          <Button small onClick={onMine}>
            Keep mine
          </Button>
        </div>
      </div>
    </div>
  );
}
