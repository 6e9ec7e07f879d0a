// Logs: what the run and its worker said; the end stays in sight while one stands there. Only the lines in sight are drawn.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { logsQuery } from "@/api/queries/runs";
import type { Run, RunLogLine } from "@/api/types";
import { Button } from "@/parts/Button";
import { Quiet } from "@/parts/Empty";
import { Failure } from "@/parts/Failure";
import { BlockSkeleton } from "@/parts/Skeleton";
import { SearchBox, Segments, Toolbar } from "@/parts/table/Toolbar";
import { useSet } from "./Curves";
import own from "./runs.module.css";

const route = getRouteApi("/inside/p/$project/runs/$run/{-$tab}");
const RANKS = { debug: 0, info: 1, warning: 2, error: 3 };
const LEVELS = [
  { value: "debug", label: "All" },
  { value: "info", label: "Info" },
  { value: "warning", label: "Warnings" },
  { value: "error", label: "Errors" },
] as const;

export function Logs({ project, run }: { project: string; run: Run }) {
  const search = route.useSearch();
  const set = useSet();
  const { data, error, isPending } = useQuery(logsQuery(project, run.id));
  const level = LEVELS.find((one) => one.value === search.level)?.value ?? "info";
  const lines = useMemo(() => {
    const text = (search.text ?? "").toLowerCase();
    return (data ?? []).filter((line) => RANKS[line.level] >= RANKS[level] && line.text.toLowerCase().includes(text));
  }, [data, level, search.text]);
  if (isPending) return <BlockSkeleton height={320} />;
  if (error) return <Failure error={error} />;
  return (
    <>
      <Toolbar>
        <SearchBox label="Search in the log" text={search.text ?? ""} onText={(text) => set({ text: text || undefined })} />
        <Segments label="Level" value={level} options={LEVELS} onChange={(value) => set({ level: value === "info" ? undefined : value })} />
      </Toolbar>
      {lines.length === 0 ? <Quiet>{data.length === 0 ? "Nothing was said yet." : "No line matches."}</Quiet> : <Lines lines={lines} />}
    </>
  );
}

function Lines({ lines }: { lines: readonly RunLogLine[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [following, follow] = useState(true);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => 20,
    getItemKey: (index) => lines[index]?.seq ?? index,
    overscan: 24,
  });
  const end = lines.length - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer is the same from first to last
  useEffect(() => {
    if (following) virtualizer.scrollToIndex(end, { align: "end" });
  }, [following, end]);
  const scrolled = () => {
    const element = box.current;
    if (element) follow(element.scrollHeight - element.scrollTop - element.clientHeight < 32);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <div ref={box} className={own.log} tabIndex={0} role="log" aria-label="Log" aria-live="off" onScroll={scrolled}>
      <div className={own.lines} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return line ? (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              data-level={line.level}
              className={own.line}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <time dateTime={line.at} title={line.at}>
                {clock(line.at)}
              </time>
              <span>{line.level}</span>
              <span>{line.text}</span>
            </div>
          ) : null;
        })}
      </div>
      {following ? null : (
        <div className={own.follow}>
          <Button small onClick={() => follow(true)}>
            <ArrowDown size={12} aria-hidden />
            To the end
          </Button>
        </div>
      )}
    </div>
  );
}

function clock(at: string): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour12: false });
}
