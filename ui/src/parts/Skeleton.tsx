// Skeleton: the shape of what is coming, shown only if it takes more than a blink.
import css from "./page.module.css";

export function Bone({ width = "100%", height = 12 }: { width?: number | string; height?: number | string }) {
  return <span className={css.bone} style={{ width, height }} />;
}

const WIDTHS = [
  [22, 10, 14, 8],
  [30, 12, 10, 6],
  [18, 8, 16, 9],
  [26, 10, 12, 7],
];

export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className={`${css.bones} ${css.late}`} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity
        <div key={row}>
          {(WIDTHS[row % WIDTHS.length] ?? []).map((width, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity
            <Bone key={column} width={`${width}%`} height={10} />
          ))}
        </div>
      ))}
    </div>
  );
}

export function BlockSkeleton({ height = 160 }: { height?: number }) {
  return (
    <div className={css.late} role="status" aria-label="Loading">
      <Bone height={height} />
    </div>
  );
}
