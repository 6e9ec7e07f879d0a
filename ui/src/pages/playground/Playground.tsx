// Playground: the same request to several aliases beside each other, as it streams; each is recorded as an app's would be.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Play, Plus, Square } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { chat, type Gathered, NOTHING } from "@/api/chat";
import { interactionQuery } from "@/api/queries/record";
import { aliasesQuery } from "@/api/queries/serving";
import type { Alias } from "@/api/types";
import { useKeys } from "@/frame/keys";
import { Button } from "@/parts/Button";
import { Empty } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { Page } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { list } from "@/search";
import css from "../pages.module.css";
import { Places } from "../serving/Places";
import { deployWays } from "../ways";
import { argumentsFor, BLANK, readSheet, type Sheet, sheetOf } from "./asked";
import { Lane } from "./Lane";
import own from "./playground.module.css";
import { SheetForm } from "./SheetForm";

const route = getRouteApi("/inside/p/$project/playground");
const MOST_LANES = 4;

export default function Playground() {
  const { project } = route.useParams();
  const { from } = route.useSearch();
  const aliases = useQuery(aliasesQuery(project));
  const source = useQuery({ ...interactionQuery(project, from ?? ""), enabled: from !== undefined });
  const waits = aliases.isPending || (from !== undefined && source.isPending);
  const begin = source.data?.request ? sheetOf(source.data.request, source.data.arguments) : undefined;
  return (
    <Page title="Playground">
      <Places project={project} />
      {aliases.error ? <Failure error={aliases.error} retry={() => void aliases.refetch()} /> : null}
      {source.error ? <Failure error={source.error} /> : null}
      {waits ? <BlockSkeleton height={320} /> : null}
      {aliases.data?.length === 0 ? (
        <Empty title="Nobody answers yet" ways={deployWays(project)}>
          The playground asks aliases as apps do. Deploy a model and an alias of its name is made:{" "}
          <Link to="/p/$project/deployments" params={{ project }} search={{ view: "deploy" }} className={css.link}>
            deploy one
          </Link>
          .
        </Empty>
      ) : null}
      {aliases.data?.length && !waits ? (
        <Board key={from ?? ""} project={project} aliases={aliases.data} from={from} begin={begin} />
      ) : null}
    </Page>
  );
}

function kept(project: string): Sheet {
  try {
    const text = sessionStorage.getItem(`burnish.playground.${project}`);
    return text ? { ...BLANK, ...(JSON.parse(text) as Sheet) } : BLANK;
  } catch {
    return BLANK;
  }
}

/** What is typed stays until the window is closed. */
function useSheet(project: string, begin: Sheet | undefined): [Sheet, (sheet: Sheet) => void] {
  const [sheet, set] = useState(() => begin ?? kept(project));
  useEffect(() => {
    try {
      sessionStorage.setItem(`burnish.playground.${project}`, JSON.stringify(sheet));
    } catch {
      // Storage is forbidden, or full: it holds until the page is left.
    }
  }, [project, sheet]);
  return [sheet, set];
}

function Board({
  project,
  aliases,
  from,
  begin,
}: {
  project: string;
  aliases: readonly Alias[];
  from: string | undefined;
  begin: Sheet | undefined;
}) {
  const search = route.useSearch();
  const go = useNavigate({ from: "/p/$project/playground" });
  const named = list(search.at).filter((name) => aliases.some((one) => one.name === name));
  const lanes = named.length ? named.slice(0, MOST_LANES) : [aliases[0]?.name ?? ""];
  const place = (next: readonly string[]) => void go({ search: (before) => ({ ...before, at: next.join(",") }), replace: true });
  const [sheet, change] = useSheet(project, begin);
  const [tried, setTried] = useState(false);
  const reading = useMemo(() => readSheet(sheet), [sheet]);
  const types = useMemo(() => {
    const chosen = aliases.filter((one) => lanes.includes(one.name));
    return Object.assign({}, ...chosen.map((one) => one.settings.prompt?.arguments ?? {})) as Record<string, string>;
  }, [aliases, lanes]);
  const { answers, running, run, stop } = useRuns(project);
  const free = aliases.find((one) => !lanes.includes(one.name));
  const start = () => {
    setTried(true);
    if (reading.problems.length > 0) return;
    run(lanes, (name) => {
      const asked = aliases.find((one) => one.name === name)?.settings.prompt?.arguments;
      const filled = asked && Object.keys(asked).length ? { burnish: { arguments: argumentsFor(asked, sheet.arguments) } } : {};
      return { model: name, ...reading.body, ...filled } as { model: string; messages: unknown[] };
    });
  };
  useKeys("Playground", [{ key: "mod+enter", does: "Ask", act: () => (running ? stop() : start()) }]);
  return (
    <div className={own.split}>
      <form
        className={own.sheet}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        {from ? (
          <p className={part.muted}>
            From{" "}
            <Link to="/p/$project/interactions/$interaction" params={{ project, interaction: from }} className={css.link}>
              an interaction
            </Link>
            , before any prompt of its alias was put in front of it.
          </p>
        ) : null}
        <SheetForm sheet={sheet} onChange={change} types={types} problems={tried ? reading.problems : []} />
        <div className={own.foot}>
          {running ? (
            <Button onClick={stop}>
              <Square size={12} aria-hidden />
              Stop
            </Button>
          ) : (
            <Button kind="primary" type="submit">
              <Play size={14} aria-hidden />
              Ask {lanes.length > 1 ? `all ${lanes.length}` : ""}
            </Button>
          )}
          {lanes.length < MOST_LANES && free ? (
            <Button kind="ghost" onClick={() => place([...lanes, free.name])}>
              <Plus size={14} aria-hidden />
              Another beside it
            </Button>
          ) : null}
        </div>
      </form>
      <div className={own.lanes}>
        {lanes.map((name) => (
          <Lane
            key={name}
            project={project}
            name={name}
            aliases={aliases.filter((one) => one.name === name || !lanes.includes(one.name))}
            answer={answers[name]}
            running={running}
            onName={(next) => place(lanes.map((one) => (one === name ? next : one)))}
            onRemove={lanes.length > 1 ? () => place(lanes.filter((one) => one !== name)) : undefined}
            {...(from ? { from } : {})}
          />
        ))}
      </div>
    </div>
  );
}

/** Several answers at once, each as far as it has come; leaving the page ends them. */
function useRuns(project: string) {
  const [answers, set] = useState<Record<string, Gathered>>({});
  const [running, setRunning] = useState(false);
  const control = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => control.current?.abort(), []);
  const run = (names: readonly string[], body: (name: string) => { model: string; messages: unknown[] }) => {
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    setRunning(true);
    set(Object.fromEntries(names.map((name) => [name, NOTHING])));
    const all = names.map((name) =>
      chat(project, body(name), mine.signal, (so_far) => {
        if (control.current === mine) set((before) => ({ ...before, [name]: so_far }));
      }),
    );
    void Promise.all(all).then(() => {
      if (control.current === mine) setRunning(false);
    });
  };
  return { answers, running, run, stop: () => control.current?.abort() };
}
