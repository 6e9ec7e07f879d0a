// Roles: what each role allows, in this project as everywhere.
import { Link } from "@tanstack/react-router";
import { useSession } from "@/api/queries/session";
import { buttonClass } from "@/parts/Button";
import { Section } from "@/parts/Page";
import { Matrix } from "../roles/Matrix";

export function Roles(_: { project: string }) {
  const session = useSession();
  const edits = session.permissions.includes("roles.write");
  return (
    <Section
      title="Roles"
      said="what each allows; the same in every project"
      acts={
        <Link to="/roles" className={buttonClass()}>
          {edits ? "Make and change roles" : "All roles"}
        </Link>
      }
    >
      <Matrix />
    </Section>
  );
}
