/** Every connection of the Jaegers. */
import { everyAgentSelector } from "../../contract/collector/chart";
import { agentNames, labels, NAMES, PLACEMENTS, traceNames } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { type JaegerInput, jaegerMetadata, type JaegerSurroundings } from "../jaeger/input";
import { collector, pageEdges, scrapeEdge, spansEdge, tcp, withoutPods } from "./edges";
import { type Edge, type Part, part, type Peer, podsOf } from "./peers";

/** The pod of a team's Jaeger. */
export function jaegerPart(team: string, namespace: string): Part {
  const metadata = jaegerMetadata(team, namespace);
  return part(metadata.name, namespace, metadata.labels);
}

/**
 * Every connection of Jaegers. What all of them have in common is one edge to all of them.
 *
 * @param surroundings their clients. Default: those of the stack
 */
export function jaegerEdges(jaegers: readonly JaegerInput[], surroundings: JaegerSurroundings = {}): Edge[] {
  const { traces = traceNames(), grafana = PLACEMENTS.grafana, agents = agentNames() } = surroundings;
  const { namespace } = traces;
  const [first] = jaegers;
  if (first === undefined) return [];
  const agentLabels = everyAgentSelector(agents.release, first.agentsHaveCanary ?? false);
  const agent = part(agents.daemonSet, agents.namespace, agentLabels);
  const all = part(NAMES.jaeger, namespace, labels(NAMES.jaeger));
  const query = (from: Peer, to: Part): Edge => ({ from, to, ports: tcp(PORTS.jaegerQuery), why: "query traces" });
  const fromGrafana = (to: Part) => query(part(grafana.name, grafana.namespace, labels(grafana.name)), to);
  const isCommon = jaegers.every(({ queriedByGrafana }) => queriedByGrafana);
  const common = [
    spansEdge(collector(traces[first.spansFrom], namespace), all, "store spans"),
    ...(isCommon ? [fromGrafana(all)] : []),
    scrapeEdge(agent, all, PORTS.jaegerMetrics),
  ];
  return [
    ...common.map((edge) => (first.agentsOnNodeNetwork ? withoutPods(agent, edge) : edge)),
    ...jaegers.flatMap(({ name, namespaces, ingress, queriedByGrafana }) => {
      const own = jaegerPart(name, namespace);
      const viewers = queriedByGrafana && !isCommon ? [fromGrafana(own)] : [];
      return [
        ...viewers,
        ...namespaces.map((one) => query(podsOf(one), own)),
        ...pageEdges(own, PORTS.jaegerQuery, ingress),
      ];
    }),
  ];
}
