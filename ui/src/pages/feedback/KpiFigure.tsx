// KpiFigure: what a KPI is over all of its episodes, with its interval and n.
import type { KpiReport, KpiRequest } from "@/api/types";
import { number } from "@/parts/format";
import part from "@/parts/parts.module.css";
import own from "./feedback.module.css";
import { figure } from "./kpis";

export function KpiFigure({ whole, kpi }: { whole: KpiReport["whole"]; kpi: Pick<KpiRequest, "kind" | "category"> }) {
  return (
    <p className={own.figure}>
      {whole.mean === null ? (
        <span className={part.muted}>nothing is known of it yet</span>
      ) : (
        <>
          <b>{figure(whole.mean, kpi)}</b>
          {whole.low !== null && whole.high !== null ? (
            <span>
              [{figure(whole.low, kpi).replace(" %", "")}, {figure(whole.high, kpi).replace(" %", "")}]
            </span>
          ) : null}
          <span>n {number(whole.n)}</span>
          {whole.pending ? <span>{number(whole.pending)} not known yet</span> : null}
        </>
      )}
    </p>
  );
}
