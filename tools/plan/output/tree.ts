/** Draws resources as a tree. */
import { objectsOfChart } from "./chartObjects";
import type { PlannedResource } from "../engine";
import type { Plan, PlannedChart } from "../plan";

export interface TreeLine {
  /** Branches before the entry, such as `│  ├─ `. */
  readonly branch: string;
  readonly type: string;
  readonly name: string;
}

/** What a chart makes, below it. */
function chartLines(plan: Plan, chart: PlannedChart, indent: string): TreeLine[] {
  const { source, objects } = objectsOfChart(plan, chart);
  return objects.map(({ apiVersion, kind, name }, index) => ({
    branch: `${indent}${index === objects.length - 1 ? "└─ " : "├─ "}`,
    type: `${apiVersion}:${kind}`,
    name: `${name} (${source})`,
  }));
}

/** Resources below their parents, and what charts make below these, each level by type and name. */
export function treeLines(plan: Plan): TreeLine[] {
  const { resources, charts } = plan;
  const chartOf = ({ type, inputs }: PlannedResource) =>
    type.endsWith(":Chart") ? charts.find(({ release }) => release === inputs["name"]) : undefined;
  const ordered = [...resources].sort((a, b) => {
    const left = `${a.type} ${a.name}`;
    const right = `${b.type} ${b.name}`;
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const below = (parent: string | undefined, indent: string): TreeLine[] => {
    const children = ordered.filter((resource) => resource.parent === parent);
    return children.flatMap((resource, index) => {
      const last = index === children.length - 1;
      const branch = parent === undefined ? "" : `${indent}${last ? "└─ " : "├─ "}`;
      const nextIndent = parent === undefined ? "" : `${indent}${last ? "   " : "│  "}`;
      const chart = chartOf(resource);
      const made = chart ? chartLines(plan, chart, nextIndent) : [];
      return [{ branch, type: resource.type, name: resource.name }, ...made, ...below(resource.urn, nextIndent)];
    });
  };
  return below(undefined, "");
}
