// Rail: the rooms, on the left; folds to icons.
import { Link, useRouterState } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useSession } from "@/api/queries/session";
import css from "./frame.module.css";
import { BELOW, openRooms, ROOMS, stands } from "./rooms";

export function Rail({
  project,
  folded,
  onFold,
  onGo,
}: {
  project: string | undefined;
  folded: boolean;
  onFold: () => void;
  onGo: () => void;
}) {
  const session = useSession();
  const place = useRouterState({ select: (state) => state.location.pathname });
  const room = (one: (typeof ROOMS)[number] | (typeof BELOW)[number]) =>
    project ? (
      <Link
        key={one.name}
        to={one.to}
        params={{ project, tab: undefined }} // the part of another room is none of this one
        className={css.room}
        activeOptions={{ includeSearch: false, exact: one.to === "/p/$project" }}
        aria-current={stands(one, place) ? "page" : undefined}
        title={folded ? one.name : undefined}
        onClick={onGo}
      >
        <one.icon size={16} aria-hidden />
        <span className={css.word}>{one.name}</span>
      </Link>
    ) : null;
  return (
    <nav className={css.rail} aria-label="Rooms">
      <Link to="/" className={css.brand} onClick={onGo} aria-label="Burnish: all projects">
        <img src="/mark.svg" alt="" width={18} height={18} />
        <span className={css.word}>Burnish</span>
      </Link>
      {project
        ? ROOMS.map(room)
        : openRooms(session.permissions).map((one) => (
            <Link
              key={one.name}
              to={one.to}
              className={css.room}
              activeOptions={{ exact: one.to === "/", includeSearch: false }}
              activeProps={{ "aria-current": "page" }}
              title={folded ? one.name : undefined}
              onClick={onGo}
            >
              <one.icon size={16} aria-hidden />
              <span className={css.word}>{one.name}</span>
            </Link>
          ))}
      <span className={css.space} />
      {BELOW.map(room)}
      <button
        type="button"
        className={`${css.room} ${css.wide}`}
        onClick={onFold}
        aria-label={folded ? "Unfold the rail" : "Fold the rail"}
      >
        {folded ? <PanelLeftOpen size={16} aria-hidden /> : <PanelLeftClose size={16} aria-hidden />}
        <span className={css.word}>Fold</span>
      </button>
    </nav>
  );
}
