// DataTable: 32 px rows, a head that sorts, J/K and Enter, only the rows in sight drawn beyond 200.
import { createSortedRowModel, rowSortingFeature, type SortingState, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { type Binding, useKeys } from "@/frame/keys";
import { Check } from "./Check";
import css from "./table.module.css";

export interface Column<Row> {
  id: string;
  header: string;
  /** Said once, in the head. */
  unit?: string;
  cell: (row: Row) => ReactNode;
  /** What to sort by; a column without it does not sort. */
  value?: (row: Row) => string | number | null | undefined;
  end?: boolean;
  grow?: boolean;
  /** Left out where the window is narrow. */
  wide?: boolean;
  /** A name for the head of a column whose head is empty to the eye. */
  unseen?: boolean;
}

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  /** The column to sort by; a minus in front for the highest first. */
  sort?: string | undefined;
  onSort?: (sort: string | undefined) => void;
  active?: string | undefined;
  /** Opens a row beside the list; makes rows act on click, J/K and Enter. */
  onOpen?: (row: Row) => void;
  /** Enter on the row that is open already: its own page. */
  onEnter?: (row: Row) => void;
  picked?: ReadonlySet<string>;
  onPick?: (id: string, on: boolean) => void;
  /** The table takes the height that is left and scrolls in it. */
  fill?: boolean;
  foot?: ReactNode;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const ROW = 32;
const VIRTUAL_BEYOND = 200;

function compare(one: unknown, other: unknown): number {
  if (typeof one === "string" && typeof other === "string") return one.localeCompare(other, "en", { numeric: true });
  return Number(one) - Number(other);
}

/** `-step` as the table's own state, and back. */
export function sorting(sort: string | undefined): SortingState {
  return sort ? [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }] : [];
}

function useSorted<Row>({ rows, columns, rowId, sort, onSort }: Props<Row>) {
  const data = useMemo(() => [...rows] as Row[], [rows]);
  const defs = useMemo(
    () =>
      columns.map(({ id, value }) => ({
        id,
        accessorFn: (row: Row) => value?.(row) ?? undefined,
        enableSorting: value !== undefined,
        sortUndefined: "last" as const,
        sortFn: (one: { getValue: (id: string) => unknown }, other: { getValue: (id: string) => unknown }) =>
          compare(one.getValue(id), other.getValue(id)),
      })),
    [columns],
  );
  const state = useMemo(() => ({ sorting: sorting(sort) }), [sort]);
  return useTable({
    features,
    data: data as (Row & object)[],
    columns: defs,
    state,
    getRowId: (row) => rowId(row),
    enableSortingRemoval: true,
    onSortingChange: (next) => {
      const [first] = typeof next === "function" ? next(state.sorting) : next;
      onSort?.(first ? (first.desc ? `-${first.id}` : first.id) : undefined);
    },
  });
}

export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rowId, active, onOpen, onEnter, picked, onPick, fill = false, foot } = props;
  const table = useSorted(props);
  const rows = table.getRowModel().rows.map((row) => row.original as Row);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = rows.length > VIRTUAL_BEYOND;
  const virtualizer = useVirtualizer({
    count: rows.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    initialRect: { width: 0, height: 800 },
  });
  const items = virtual ? virtualizer.getVirtualItems() : [];
  const shown = virtual ? items.map((item) => item.index) : rows.map((_, index) => index);
  const above = virtual ? (items[0]?.start ?? 0) : 0;
  const below = virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;

  const at = rows.findIndex((row) => rowId(row) === active);
  const go = (step: number) => {
    const index = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
    const next = rows[index];
    if (!next) return;
    if (virtual) virtualizer.scrollToIndex(index);
    onOpen?.(next);
  };
  useListKeys(Boolean(onOpen), go, () => {
    const row = rows[at];
    if (row) onEnter?.(row);
  });
  useEffect(() => {
    if (active === undefined) return;
    const row = scroller.current?.querySelector(`[data-row="${CSS.escape(active)}"]`);
    row?.scrollIntoView?.({ block: "nearest" });
  }, [active]);

  return (
    <div ref={scroller} className={`${css.scroller} ${fill ? css.fill : ""}`}>
      <table className={css.table} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {onPick ? (
              <th scope="col" className={css.pick}>
                <span className="unseen">Picked</span>
              </th>
            ) : null}
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={props.sort} onSort={() => table.getColumn(column.id)?.toggleSorting()} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 ? <Spacer height={above} /> : null}
          {shown.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            const id = rowId(row);
            return (
              <tr
                key={id}
                data-row={id}
                data-active={id === active || undefined}
                aria-rowindex={index + 2}
                aria-current={id === active || undefined}
                className={`${css.row} ${onOpen ? css.opens : ""}`}
                tabIndex={onOpen ? (id === active || (at < 0 && index === 0) ? 0 : -1) : undefined}
                onClick={onOpen ? (event) => !chosenText(event.currentTarget) && onOpen(row) : undefined}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || event.target !== event.currentTarget || !onOpen) return;
                  event.preventDefault();
                  if (id === active) onEnter?.(row);
                  else onOpen(row);
                }}
              >
                {onPick ? (
                  <td className={css.pick}>
                    <Check label={`Pick ${id}`} on={picked?.has(id) ?? false} onChange={(on) => onPick(id, on)} />
                  </td>
                ) : null}
                {columns.map((column) => (
                  <td key={column.id} className={cellClass(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 ? <Spacer height={below} /> : null}
        </tbody>
      </table>
      {foot ? <div className={css.foot}>{foot}</div> : null}
    </div>
  );
}

function useListKeys(on: boolean, go: (step: number) => void, enter: () => void): void {
  const keys: Binding[] = on
    ? [
        { key: "j", does: "Next row", act: () => go(1) },
        { key: "k", does: "Previous row", act: () => go(-1) },
        { key: "ArrowDown", does: "Next row", act: () => go(1), quiet: true },
        { key: "ArrowUp", does: "Previous row", act: () => go(-1), quiet: true },
        { key: "Enter", does: "Open the row; again for its own page", act: enter },
      ]
    : [];
  useKeys("List", keys);
}

/** Somebody marks text in the row to copy it: that is no click. */
function chosenText(row: HTMLElement): boolean {
  const selection = window.getSelection();
  return Boolean(selection && !selection.isCollapsed && selection.containsNode(row, true));
}

function cellClass<Row>(column: Column<Row>): string {
  return [column.end ? css.end : "", column.grow ? css.grow : "", column.wide ? css.wide : ""].filter(Boolean).join(" ");
}

function Spacer({ height }: { height: number }) {
  return (
    <tr className={css.spacer} aria-hidden>
      <td style={{ height }} />
    </tr>
  );
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row>; sort: string | undefined; onSort: () => void }) {
  const [state] = sorting(sort);
  const sorted = state?.id === column.id ? (state.desc ? "descending" : "ascending") : undefined;
  const name = column.unseen ? <span className="unseen">{column.header}</span> : column.header;
  const text = column.unit ? (
    <>
      {name} <span className={css.unit}>({column.unit})</span>
    </>
  ) : (
    name
  );
  return (
    <th scope="col" className={cellClass(column)} aria-sort={column.value ? (sorted ?? "none") : undefined}>
      {column.value ? (
        <button type="button" className={css.sort} onClick={onSort}>
          {text}
          <ArrowUp size={12} aria-hidden />
        </button>
      ) : (
        text
      )}
    </th>
  );
}
