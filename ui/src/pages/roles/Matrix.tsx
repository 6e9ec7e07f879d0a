// Matrix: every role beside every other, and what each may.
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { matrixQuery, rolesQuery } from "@/api/queries/roles";
import { Failure } from "@/parts/Failure";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import own from "./roles.module.css";

export function Matrix() {
  const matrix = useQuery(matrixQuery);
  const roles = useQuery(rolesQuery);
  const error = matrix.error ?? roles.error;
  if (error && !(matrix.data && roles.data)) return <Failure error={error} />;
  if (!matrix.data || !roles.data) return <BlockSkeleton height={320} />;
  const held = roles.data.map((role) => ({ ...role, may: new Set(role.permissions) }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <div className={own.matrix} tabIndex={0} role="group" aria-label="Roles and permissions">
      <table>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {held.map((role) => (
              <th key={role.name} scope="col" title={role.description}>
                {role.name}
              </th>
            ))}
          </tr>
        </thead>
        {Object.entries(matrix.data.groups).map(([group, all]) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={held.length + 1} className={own.rowgroup}>
                {group}
              </th>
            </tr>
            {all.map((permission) => (
              <tr key={permission}>
                <th scope="row" title={matrix.data.sentences[permission]}>
                  <code>{permission}</code> <span className={own.sentence}>{matrix.data.sentences[permission]}</span>
                </th>
                {held.map((role) => (
                  <td key={role.name}>
                    {role.may.has(permission) ? (
                      <>
                        <Check size={14} className={part.good} aria-hidden />
                        <span className="unseen">yes</span>
                      </>
                    ) : (
                      <span className="unseen">no</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
