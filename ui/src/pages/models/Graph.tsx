// Graph: lineage as a graph from left to right, with every node a link; a list of the same for those who hear it.
import { graphlib, layout } from "@dagrejs/dagre";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Lineage, LineageNode } from "@/api/types";
import own from "./models.module.css";

const [HEIGHT, NARROW, GLYPH] = [44, 120, 7.4];
const RELATIONS: Record<string, string> = {
  trained_from: "was trained into",
  adapter_of: "has the adapter",
  started: "was trained by",
  learned_from: "was learned from by",
  made: "made",
};

interface Box extends LineageNode {
  x: number;
  y: number;
  width: number;
}

interface Drawn {
  width: number;
  height: number;
  boxes: Box[];
  edges: { key: string; relation: string; lit: boolean; path: string }[];
}

function draw(lineage: Lineage, here: readonly string[]): Drawn {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 16, ranksep: 48, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  const width = (node: LineageNode) => Math.max(NARROW, Math.ceil(Math.min(28, node.label.length) * GLYPH) + 28);
  for (const node of lineage.nodes) graph.setNode(node.id, { width: width(node), height: HEIGHT });
  for (const edge of lineage.edges) graph.setEdge(edge.source, edge.target);
  layout(graph);
  const size = graph.graph();
  const boxes = lineage.nodes.map((node) => {
    const at = graph.node(node.id);
    return { ...node, x: at.x, y: at.y, width: width(node) };
  });
  const edges = lineage.edges.map((edge) => ({
    key: `${edge.source} ${edge.target}`,
    relation: edge.relation,
    lit: here.includes(edge.source) || here.includes(edge.target),
    path: curve(graph.edge(edge.source, edge.target).points),
  }));
  return { width: size.width ?? 0, height: size.height ?? 0, boxes, edges };
}

/** A smooth line through the first and last point, leaving and arriving level. */
function curve(points: readonly { x: number; y: number }[]): string {
  const [from, to] = [points[0], points.at(-1)];
  if (!from || !to) return "";
  const half = (to.x - from.x) / 2;
  return `M${from.x},${from.y} C${from.x + half},${from.y} ${to.x - half},${to.y} ${to.x},${to.y}`;
}

export default function Graph({ project, lineage, here }: { project: string; lineage: Lineage; here: readonly string[] }) {
  const { width, height, boxes, edges } = draw(lineage, here);
  const named = new Map(lineage.nodes.map((node) => [node.id, node.label]));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <div className={own.graph} tabIndex={0} role="group" aria-label="Lineage">
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="presentation">
          {edges.map((edge) => (
            <path key={edge.key} className={own.edge} data-relation={edge.relation} data-lit={edge.lit || undefined} d={edge.path} />
          ))}
          {boxes.map((box) => (
            <Node key={box.id} project={project} box={box} here={here.includes(box.id)} />
          ))}
        </svg>
      </div>
      <ul className="unseen">
        {lineage.edges.map((edge) => (
          <li key={`${edge.source} ${edge.target}`}>
            {named.get(edge.source)} {RELATIONS[edge.relation] ?? edge.relation} {named.get(edge.target)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Node({ project, box, here }: { project: string; box: Box; here: boolean }) {
  const [name = "", number] = box.label.split("@");
  const short = (text: string) => (text.length > 28 ? `${text.slice(0, 27)}…` : text);
  const said = box.missing ? "removed since" : box.kind === "version" ? `version ${number ?? ""}` : box.kind;
  const drawn = (
    <g className={own.node} data-here={here || undefined} transform={`translate(${box.x - box.width / 2}, ${box.y - HEIGHT / 2})`}>
      <rect width={box.width} height={HEIGHT} rx={box.kind === "version" ? 6 : HEIGHT / 2} />
      <text x={14} y={19}>
        {short(box.kind === "version" ? name : box.label)}
      </text>
      <text x={14} y={34}>
        {said}
      </text>
    </g>
  );
  return box.missing ? (
    drawn
  ) : (
    <Linked project={project} box={box}>
      {drawn}
    </Linked>
  );
}

function Linked({ project, box, children }: { project: string; box: Box; children: ReactNode }) {
  if (box.kind === "run") {
    return (
      <Link to="/p/$project/runs/$run/{-$tab}" params={{ project, run: box.id }} className={own.node}>
        {children}
      </Link>
    );
  }
  if (box.kind === "version") {
    return (
      <Link to="/p/$project/models/$model" params={{ project, model: box.label.split("@")[0] ?? "" }} className={own.node}>
        {children}
      </Link>
    );
  }
  return children;
}
