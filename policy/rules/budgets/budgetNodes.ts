import { NODE_POOL } from "../../evidence/controls";
import { at, listAt, textAt } from "../../evidence/reading";
import { stackPolicy, type StackResource } from "../../rule";

/** Zones that GKE chooses for a regional pool without node locations. */
const ZONES_OF_A_REGION = 3;

const numberAt = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
};

/** The most nodes that a pool can grow to, over all zones; infinite without a limit. */
function mostNodes({ props }: StackResource): number {
  const total = numberAt(props, "autoscaling", "totalMaxNodeCount");
  if (total !== undefined) return total;
  const named = listAt(props, "nodeLocations").length;
  const zones = named > 0 ? named : /-[a-z]$/.test(textAt(props, "location")) ? 1 : ZONES_OF_A_REGION;
  return zones * (numberAt(props, "autoscaling", "maxNodeCount") ?? numberAt(props, "nodeCount") ?? Infinity);
}

/** Nodes are most of a stack's cost, and the autoscaler may add them up to its maximum. */
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
    return [
      { message: `the node pools can grow to ${sum} nodes over all zones, but the budget is ${String(maxNodes)}.` },
    ];
  },
);
