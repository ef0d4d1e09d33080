/** The ways of the data of two plans as one: what is new and what is gone is marked. */
import type { Compared } from "../../change/compared";
import type { Change } from "../../change/model";
import type { Plan } from "../../plan";
import { flowsOf, SIGNALS, type Flow, type FlowEdge, type FlowLine, type FlowNode, type State } from "./flow";

/** What either side has, in the order of the later one. What is gone stands where it stood. */
function merged<Item extends { readonly state?: State }>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
  ofBoth: (old: Item, current: Item) => Item = (_, current) => current,
): Item[] {
  const olds = new Map(before.map((item) => [keyOf(item), item]));
  const all = after.map((item): Item => {
    const old = olds.get(keyOf(item));
    return old === undefined ? { ...item, state: "added" } : ofBoth(old, item);
  });
  const placeOf = (item: Item | undefined) => (item ? all.findIndex((one) => keyOf(one) === keyOf(item)) : -1);
  before.forEach((item, index) => {
    if (placeOf(item) === -1) all.splice(placeOf(before[index - 1]) + 1, 0, { ...item, state: "removed" });
  });
  return all;
}

/** The page has no place for what is gone. */
const withoutAnchor = ({ text, what }: FlowLine): FlowLine => ({ text, ...(what !== undefined && { what }) });

const mergedLines = (before: readonly FlowLine[], after: readonly FlowLine[]) =>
  merged(before.map(withoutAnchor), after, ({ what = "", text }) => `${what} ${text}`);

function mergedNodes(before: readonly FlowNode[], after: readonly FlowNode[]): FlowNode[] {
  const olds = before.map((node) => ({ ...node, lines: node.lines.map(withoutAnchor) }));
  return merged<FlowNode>(
    olds,
    after,
    ({ id }) => id,
    (old, current) => ({ ...current, lines: mergedLines(old.lines, current.lines) }),
  );
}

const edgeKey = ({ from, to }: FlowEdge) => JSON.stringify([from, to]);

/** The flows of both sides, by signal. */
function mergedFlows(before: readonly Flow[], after: readonly Flow[]): Flow[] {
  return SIGNALS.flatMap((signal) => {
    const [old, current] = [before, after].map((flows) => flows.find((flow) => flow.signal === signal));
    if (!old && !current) return [];
    const nodes = mergedNodes(old?.nodes ?? [], current?.nodes ?? []);
    return [{ signal, nodes, edges: merged(old?.edges ?? [], current?.edges ?? [], edgeKey) }];
  });
}

/** A box with what a change does to its lines, its pipeline and its workload. */
function withStates(node: FlowNode, { configuration, happenings }: Change): FlowNode {
  const lines = node.lines.map((line): FlowLine => {
    const own = configuration.find(({ of, what }) => of === node.of && what === line.what)?.kind;
    const state = line.state ?? node.state ?? own;
    return state === undefined ? line : { ...line, state };
  });
  const isPipeline = (of: string, what: string) =>
    node.kind === "pipeline" && node.title === `${of}: ${what.slice("pipeline ".length)}`;
  const isChanged =
    happenings.some(({ urn }) => urn !== undefined && urn === node.urn) ||
    configuration.some(({ of, what }) => isPipeline(of, what)) ||
    lines.some(({ state }) => state !== undefined);
  return { ...node, lines, ...(isChanged && node.state === undefined && { state: "changed" }) };
}

/** The way of each signal through both plans, with what the change does to each part. */
export function comparedFlows(plan: Plan, { before, change }: Compared): Flow[] {
  return mergedFlows(flowsOf(before), flowsOf(plan)).map(({ nodes, ...flow }) => ({
    ...flow,
    nodes: nodes.map((node) => withStates(node, change)),
  }));
}
