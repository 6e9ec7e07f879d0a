// Notices: what was done, or what failed after its place on the page had gone, for a few seconds in the corner.
import { CircleCheck, TriangleAlert, X } from "lucide-react";
import { Toast } from "radix-ui";
import { useSyncExternalStore } from "react";
import { Problem } from "@/api/problem";
import { IconButton } from "./Button";
import css from "./overlay.module.css";
import part from "./parts.module.css";

interface Notice {
  id: number;
  tone: "good" | "bad";
  title: string;
  said: string;
}

let notices: readonly Notice[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

function add(notice: Omit<Notice, "id">): void {
  last += 1;
  change([...notices.slice(-3), { ...notice, id: last }]);
}

/** Say that something was done. */
export function tell(title: string, said = ""): void {
  add({ tone: "good", title, said });
}

/** Say what failed, and the way out. */
export function warn(error: unknown): void {
  const problem = Problem.from(error);
  add({ tone: "bad", title: problem.message, said: problem.fix });
}

export function Notices() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => notices,
  );
  return (
    <Toast.Provider swipeDirection="right" duration={6000}>
      {shown.map((notice) => (
        <Toast.Root
          key={notice.id}
          className={css.notice}
          type={notice.tone === "bad" ? "foreground" : "background"}
          onOpenChange={(open) => !open && change(notices.filter((one) => one.id !== notice.id))}
        >
          {notice.tone === "good" ? (
            <CircleCheck size={14} className={part.good} aria-hidden />
          ) : (
            <TriangleAlert size={14} className={part.bad} aria-hidden />
          )}
          <div>
            <Toast.Title>{notice.title}</Toast.Title>
            {notice.said ? (
              <Toast.Description asChild>
                <p>{notice.said}</p>
              </Toast.Description>
            ) : null}
          </div>
          <Toast.Close asChild>
            <IconButton label="Dismiss" small>
              <X size={14} aria-hidden />
            </IconButton>
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className={css.notices} />
    </Toast.Provider>
  );
}
