// EditFilter: a nested filter as JSON, with its words and what it finds while one writes.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "@/api/problem";
import { countQuery } from "@/api/queries/record";
import type { Filter } from "@/api/types";
import { Button } from "@/parts/Button";
import { Actions, Dialog } from "@/parts/Dialog";
import { AreaField, Stack } from "@/parts/form/TextField";
import { number } from "@/parts/format";
import page from "@/parts/page.module.css";
import { expression, readFilter } from "./nested";
import type { Level } from "./terms";

export function EditFilter({
  project,
  level,
  filter,
  onFilter,
  onClose,
}: {
  project: string;
  level: Level;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState(() => JSON.stringify(filter, null, 2));
  const read = readFilter(text);
  const found = useQuery({ ...countQuery(project, level, read.filter ?? filter), enabled: read.filter !== undefined });
  const refused = read.filter && found.error ? Problem.from(found.error) : undefined;
  const what = level === "episodes" ? "episode" : "interaction";
  const counted = read.filter && !refused && found.data ? found.data.count : undefined;
  return (
    <Dialog title="Edit the filter" open wide onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (read.filter && !refused) onFilter(read.filter);
        }}
      >
        <Stack>
          <AreaField
            label="Filter"
            about="A condition has field, op and value; a group is all, any or none with a list of filters. Other filters of the page stay beside it."
            code
            rows={Math.min(18, Math.max(8, text.split("\n").length))}
            value={text}
            problem={read.problem ?? refused?.message}
            onChange={(event) => setText(event.target.value)}
          />
          <div role="status">
            {read.filter ? <p>{expression(read.filter)}</p> : null}
            <p className={page.said}>
              {counted === undefined ? "\u00a0" : `${number(counted)} ${what}${counted === 1 ? "" : "s"} of all times`}
            </p>
          </div>
          <Actions>
            <Button onClick={onClose}>Leave it</Button>
            <Button kind="primary" type="submit" disabled={read.filter === undefined || refused !== undefined}>
              Apply
            </Button>
          </Actions>
        </Stack>
      </form>
    </Dialog>
  );
}
