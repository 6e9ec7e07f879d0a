// Away: a quiet bar while the server does not answer. It is told once to those who listen, and goes when the server is back.
import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { askNow, type Away as State, useAway } from "@/api/reach";
import { Button } from "@/parts/Button";
import { moment } from "@/parts/format";
import css from "./away.module.css";

export function Away() {
  const away = useAway();
  const was = useWas(away !== undefined);
  return (
    <div className={`${css.away} ${away ? css.shown : ""}`}>
      {/* Always there, as a region that comes with its words is not heard. */}
      <div role="status" aria-label="Connection">
        {away ? (
          <>
            <CloudOff size={14} aria-hidden />
            <span>
              No answer from Burnish since{" "}
              <time dateTime={away.since.toISOString()} title={moment(away.since)}>
                {clock(away.since)}
              </time>
              . <span className={css.calm}>What you typed stays, and the page goes on by itself.</span>
            </span>
          </>
        ) : was ? (
          <span className="unseen">Burnish answers again.</span>
        ) : null}
      </div>
      {away ? <Next away={away} /> : null}
    </div>
  );
}

/** When the server is asked next: seconds that change are for the eye alone. */
function Next({ away }: { away: State }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(1, Math.round((away.next - now) / 1000));
  return (
    <>
      <span className={css.next} aria-hidden>
        {away.asking ? "asking …" : `again in ${left} s`}
      </span>
      <Button small onClick={askNow} aria-disabled={away.asking}>
        Try now
      </Button>
    </>
  );
}

/** True for a few seconds after something ended. */
function useWas(on: boolean): boolean {
  const [was, set] = useState(false);
  useEffect(() => {
    if (on) return () => set(true);
    const timer = setTimeout(() => set(false), 5000);
    return () => clearTimeout(timer);
  }, [on]);
  return was && !on;
}

function clock(at: Date): string {
  return at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}
