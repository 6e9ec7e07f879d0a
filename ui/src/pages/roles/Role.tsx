// Role: one role on a page of its own; changed here by who may, read by everybody else.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Copy, Trash2 } from "lucide-react";
import { useState } from "react";
import { matrixQuery, roleQuery, useRemoveRole } from "@/api/queries/roles";
import { useSession } from "@/api/queries/session";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Dialog";
import { Failure } from "@/parts/Failure";
import { tell } from "@/parts/Notices";
import { Page } from "@/parts/Page";
import part from "@/parts/parts.module.css";
import { BlockSkeleton } from "@/parts/Skeleton";
import { Chip } from "@/parts/Small";
import { barred } from "./draft";
import { PermissionList } from "./Permissions";
import { RoleForm } from "./RoleForm";
import { wordsOf } from "./Roles";

const route = getRouteApi("/inside/roles/$role");

export default function Role() {
  const { role: name } = route.useParams();
  const go = useNavigate();
  const session = useSession();
  const held = new Set(session.permissions);
  const matrix = useQuery(matrixQuery);
  const { data: opened, error, refetch } = useQuery(roleQuery(name));
  const remove = useRemoveRole();
  const [asking, ask] = useState(false);
  if (!opened || !matrix.data) {
    return <Page title="Role">{error ? <Failure error={error} retry={() => void refetch()} /> : <BlockSkeleton height={320} />}</Page>;
  }
  const role = opened.value;
  const why = barred(role, held);
  const leave = () => void go({ to: "/roles" });
  return (
    <Page
      title={role.name}
      beside={role.builtin ? <Chip>built in</Chip> : null}
      acts={
        held.has("roles.write") ? (
          <>
            <Button kind="ghost" onClick={() => void go({ to: "/roles", search: { new: "role", from: role.name } })}>
              <Copy size={14} aria-hidden />
              Copy as a new role
            </Button>
            {why ? null : (
              <Button kind="danger" onClick={() => ask(true)}>
                <Trash2 size={14} aria-hidden />
                Remove
              </Button>
            )}
          </>
        ) : null
      }
    >
      {why ? (
        <>
          <p>{wordsOf(role)}</p>
          <p className={part.muted}>{why}</p>
          <PermissionList matrix={matrix.data} permissions={new Set(role.permissions)} />
        </>
      ) : (
        <RoleForm
          key={role.name}
          matrix={matrix.data}
          opened={opened}
          onSaved={(saved) => {
            tell(`The role ${saved.name} is changed`, "Who holds it has its permissions at once.");
            leave();
          }}
          onLeave={leave}
        />
      )}
      <Confirm
        title="Remove this role?"
        act="Remove"
        open={asking}
        onClose={() => ask(false)}
        onConfirm={async () => {
          await remove.mutateAsync(role.name);
          leave();
        }}
      >
        <strong>{role.name}</strong> can be given to nobody any more. A role that somebody holds cannot be removed.
      </Confirm>
    </Page>
  );
}
