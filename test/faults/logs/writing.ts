/** Containers of a node that write while something happens. */
import type { LogNode } from "./logNode";

const OUTAGE_SECONDS = 30;

/** Of two containers. */
export const LINES_A_SECOND = 400;

export const twoContainers = (node: LogNode) => [node.container("shop", "web-1"), node.container("orders", "api-1")];

/** Writes before, during and after a fault. */
export async function through(node: LogNode, begin: () => unknown, end: () => unknown, duration = OUTAGE_SECONDS) {
  if (node.containers.length === 0) twoContainers(node);
  await node.writeFor(5);
  await begin();
  await node.writeFor(duration);
  await end();
  await node.writeFor(5);
}
