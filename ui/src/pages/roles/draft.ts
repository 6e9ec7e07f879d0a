// Draft: what is typed into the form of a role, and how it differs from what was read. Pure.
import type { Matrix, Role } from "@/api/types";

export interface Draft {
  name: string;
  description: string;
  permissions: ReadonlySet<string>;
}

export function draftOf(role: (Pick<Role, "permissions"> & { description?: string }) | undefined, name: string): Draft {
  return { name, description: role?.description ?? "", permissions: new Set(role?.permissions) };
}

/** Permissions in the order of the matrix. */
export function ordered(matrix: Matrix, permissions: ReadonlySet<string>): string[] {
  return matrix.permissions.filter((one) => permissions.has(one));
}

export interface Difference {
  added: string[];
  removed: string[];
  said: boolean;
}

/** What saving changes; undefined if nothing. */
export function difference(matrix: Matrix, before: Draft, after: Draft): Difference | undefined {
  const added = ordered(matrix, after.permissions).filter((one) => !before.permissions.has(one));
  const removed = ordered(matrix, before.permissions).filter((one) => !after.permissions.has(one));
  const said = before.description !== after.description;
  return added.length > 0 || removed.length > 0 || said ? { added, removed, said } : undefined;
}

/** Some permissions given or taken, and the others as they were. */
export function picked(permissions: ReadonlySet<string>, some: readonly string[], on: boolean): Set<string> {
  const next = new Set(permissions);
  for (const one of some) {
    if (on) next.add(one);
    else next.delete(one);
  }
  return next;
}

/** Why somebody may not change a role, in a sentence; undefined if they may. */
export function barred(role: Pick<Role, "builtin" | "permissions"> | undefined, held: ReadonlySet<string>): string | undefined {
  if (role?.builtin) return "Every installation has this role, and it is the same everywhere. Copy it to make one of your own.";
  if (!held.has("roles.write")) return "Roles are changed by who has roles.write on the installation.";
  const beyond = role?.permissions.find((one) => !held.has(one));
  return beyond ? `This role may more than you: ${beyond}. Nobody changes such a role.` : undefined;
}
