/** Draws resources as a tree. */
import type { PlannedResource } from "../engine";

export interface TreeLine {
  /** Branches before the entry, such as `│  ├─ `. */
  readonly branch: string;
  readonly type: string;
  readonly name: string;
}

/** Resources below their parents, each level by type and name. */
export function treeLines(resources: readonly PlannedResource[]): TreeLine[] {
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
      return [{ branch, type: resource.type, name: resource.name }, ...below(resource.urn, nextIndent)];
    });
  };
  return below(undefined, "");
}
