// May: what the one who is signed in may do in a project. The server decides; the page only leaves out what would be refused.
import { useQuery } from "@tanstack/react-query";
import { projectsQuery } from "@/api/queries/projects";

export function useMay(project: string): (permission: string) => boolean {
  const { data: projects } = useQuery(projectsQuery);
  const here = projects?.find((one) => one.id === project || one.name === project);
  return (permission) => here?.permissions.includes(permission) ?? false;
}
