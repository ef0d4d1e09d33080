import { NODE_POOL } from "../../evidence/controls";
import { at, listAt, textAt } from "../../evidence/reading";
import { stackPolicy, type StackResource } from "../../rule";

/** Zones in which GKE puts the nodes of a regional pool that names none. */
const ZONES_OF_A_REGION = 3;

const numberAt = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
};

/** Most nodes that a pool can grow to, over all zones; without a limit there is no most. */
function mostNodes({ props }: StackResource): number {
  const total = numberAt(props, "autoscaling", "totalMaxNodeCount");
  if (total !== undefined) return total;
  const named = listAt(props, "nodeLocations").length;
  const zones = named > 0 ? named : /-[a-z]$/.test(textAt(props, "location")) ? 1 : ZONES_OF_A_REGION;
  return zones * (numberAt(props, "autoscaling", "maxNodeCount") ?? numberAt(props, "nodeCount") ?? Infinity);
}

/** Nodes are most of what a stack costs, and the autoscaler takes as many as it may. */
export const budgetNodes = stackPolicy(
  {
    name: "budget-nodes",
    description: "The node pools of a stack cannot grow beyond its budget.",
    configSchema: {
      properties: { maxNodes: { type: "integer", minimum: 0, default: 30 } },
    },
  },
  (resources, { maxNodes }) => {
    const nodes = resources.filter(({ type }) => type === NODE_POOL).map(mostNodes);
    const sum = nodes.reduce((total, count) => total + count, 0);
    if (sum <= Number(maxNodes)) return [];
    return [{ message: `the pools can grow to ${sum} nodes in all zones, the budget is ${String(maxNodes)}.` }];
  },
);
