/** The way of each signal through the planned configurations, as a graph. */
import type { CollectorConfig, Json, JsonObject, Pipeline } from "../../../../collector/common/model";
import { at, objects, textOf } from "../../../../collector/common/model";
import { componentType, RECEIVERS } from "../../../../contract/collector/components";
import { everyCollector } from "../../collectors";
import type { Plan } from "../../plan";
import { componentAnchor } from "../anchors";
import { hostsIn, partsByHost, type RunningPart } from "./parts";

/** What a change does to a part of a picture; edges are never changed. */
export type State = "added" | "changed" | "removed";

/** A line of a box: a component, a scrape job, a protocol. */
export interface FlowLine {
  readonly text: string;
  /** Place of the page that it leads to. */
  readonly anchor?: string;
  /** How a change names it, such as `processor memory_limiter`. */
  readonly what?: string;
  readonly state?: State;
}

export interface FlowNode {
  readonly id: string;
  readonly kind: "source" | "pipeline" | "store";
  readonly title: string;
  /** Whose configuration its lines are in. */
  readonly of?: string;
  /** URN of the workload that it stands for. */
  readonly urn?: string;
  readonly lines: readonly FlowLine[];
  readonly state?: State;
}

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly state?: State;
}

export interface Flow {
  readonly signal: Signal;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

export const SIGNALS = ["metrics", "traces", "logs"] as const;
type Signal = (typeof SIGNALS)[number];

/** The graph of one signal while it grows. */
class Graph {
  readonly nodes = new Map<string, FlowNode>();
  readonly edges: FlowEdge[] = [];

  node(node: FlowNode): string {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
    return node.id;
  }

  edge(from: string, to: string, label?: string): void {
    if (!this.edges.some((edge) => edge.from === from && edge.to === to))
      this.edges.push({ from, to, ...(label !== undefined && { label }) });
  }
}

const signalOf = (pipeline: string) => pipeline.split("/")[0] ?? "";
const pipelineId = (role: string, pipeline: string) => `${role} ${pipeline}`;

/** The scrape jobs of a Prometheus receiver. */
function scrapeJobs(receiver: Json | undefined): string[] {
  return objects(at(receiver, "config", "scrape_configs")).map((job) => textOf(job["job_name"]));
}

/** Where a receiver gets its data from, if not from another collector. */
function sourceOf(role: string, id: string, receiver: JsonObject): FlowNode {
  const component = { anchor: componentAnchor(role, "receiver", id), what: `receiver ${id}` };
  const node = (title: string, lines: readonly FlowLine[]): FlowNode => ({
    ...{ id: `${role} from ${id}`, kind: "source", title, of: role, lines },
  });
  switch (componentType(id)) {
    case RECEIVERS.prometheus:
      return node(
        "Targets",
        scrapeJobs(receiver).map((job) => ({ ...component, text: job, what: `scrape job ${job}` })),
      );
    case RECEIVERS.monitors:
      return node("Targets", [{ ...component, text: "monitored pods with rules for samples" }]);
    case RECEIVERS.otlp:
      return node(
        "Applications",
        Object.keys((receiver["protocols"] ?? {}) as JsonObject).map((name) => ({
          ...component,
          text: `OTLP ${name}`,
        })),
      );
    case RECEIVERS.fileLog:
      return node("Log files of pods", [{ ...component, text: id }]);
    case RECEIVERS.kubernetesObjects:
      return node("API server", [{ ...component, text: "events" }]);
    default:
      return node("Applications", [{ ...component, text: id }]);
  }
}

function pipelineNode(role: string, name: string, pipeline: Pipeline, config: CollectorConfig): FlowNode {
  const line = (kind: string, id: string): FlowLine => {
    const shown = config.connectors?.[id] === undefined ? kind : "connector";
    return { text: id, anchor: componentAnchor(role, shown, id), what: `${shown} ${id}` };
  };
  const lines = [
    ...pipeline.receivers.map((id) => line("receiver", id)),
    ...pipeline.processors.map((id) => line("processor", id)),
    ...pipeline.exporters.map((id) => line("exporter", id)),
  ];
  return { id: pipelineId(role, name), kind: "pipeline", title: `${role}: ${name}`, of: role, lines };
}

/** A host outside the plan. */
function outside(text: string): string {
  const [, host = ""] = /https?:\/\/([^/"\s]+)/.exec(text) ?? /"endpoint":"([^"]+)"/.exec(text) ?? [];
  return host;
}

/** The same for the same part of another plan, whose component may have another name. */
const partId = ({ kind, namespace, name }: RunningPart) => `${kind} ${namespace}/${name}`;

const storeNode = (part: RunningPart): FlowNode => {
  const { name, kind, namespace, urn } = part;
  return { id: partId(part), kind: "store", title: name, of: name, urn, lines: [{ text: `${kind} in ${namespace}` }] };
};

/** Pipelines of a collector that take a signal from elsewhere, or from a connector. */
function takers(config: CollectorConfig, signal: string, from: string | undefined): string[] {
  return Object.entries(config.service.pipelines)
    .filter(([name]) => signalOf(name) === signal)
    .filter(([, { receivers }]) =>
      from === undefined ? receivers.some((id) => componentType(id) === RECEIVERS.otlp) : receivers.includes(from),
    )
    .map(([name]) => name);
}

interface Surroundings {
  /** Those of releases and sidecars. */
  readonly collectors: Plan["collectors"];
  readonly hosts: ReadonlyMap<string, RunningPart>;
  /** Roles that get all their data from other collectors. */
  readonly fed: ReadonlySet<string>;
}

/** Where the exporters of a pipeline lead. */
function addExporters(graph: Graph, around: Surroundings, role: string, name: string): void {
  const config = around.collectors[role];
  const from = pipelineId(role, name);
  for (const id of config?.service.pipelines[name]?.exporters ?? []) {
    if (config?.connectors?.[id] !== undefined) {
      const next = takers(config, signalOf(name), id);
      for (const taker of next) graph.edge(from, pipelineId(role, taker));
      if (next.length === 0)
        graph.edge(
          from,
          graph.node({ id: `${role} ${id}`, kind: "store", title: id, lines: [{ text: "to metrics" }] }),
        );
      continue;
    }
    const text = JSON.stringify(config?.exporters[id] ?? {});
    const known = hostsIn(text).flatMap((host) => around.hosts.get(host) ?? []);
    for (const part of known) addDestination(graph, around, from, signalOf(name), part);
    const host = outside(text);
    if (known.length === 0 && host !== "")
      graph.edge(
        from,
        graph.node({ id: `outside ${host}`, kind: "store", title: host, lines: [{ text: "outside the stack" }] }),
      );
  }
}

function addDestination(graph: Graph, around: Surroundings, from: string, signal: string, part: RunningPart): void {
  const config = part.role === undefined ? undefined : around.collectors[part.role];
  if (part.role === undefined || config === undefined) {
    graph.edge(from, graph.node(storeNode(part)));
    return;
  }
  for (const taker of takers(config, signal, undefined)) graph.edge(from, pipelineId(part.role, taker));
}

/** Who reads the stores of a graph, and whom they tell. */
function addReaders(graph: Graph, around: Surroundings): void {
  const parts = [...new Set(around.hosts.values())];
  const stores = parts.filter((part) => part.role === undefined && graph.nodes.has(partId(part)));
  for (const store of stores) {
    for (const named of store.names)
      if (named.role === undefined && !stores.includes(named))
        graph.edge(partId(store), graph.node(storeNode(named)), "alerts");
    for (const reader of parts)
      if (reader.names.has(store) && !stores.includes(reader))
        graph.edge(partId(store), graph.node(storeNode(reader)), "queries");
  }
}

/** What a pipeline gets that no other pipeline of its signal gives it. */
function sourcesOf(role: string, config: CollectorConfig, name: string, { receivers }: Pipeline, around: Surroundings) {
  return receivers.flatMap((id): FlowNode[] => {
    if (config.connectors?.[id] !== undefined) {
      const givers = Object.entries(config.service.pipelines).filter(([, { exporters }]) => exporters.includes(id));
      if (givers.some(([giver]) => signalOf(giver) === signalOf(name))) return [];
      const lines = givers.map(([giver]) => ({ text: giver, anchor: componentAnchor(role, "connector", id) }));
      return [{ id: `${role} from ${id}`, kind: "source", title: `${role}: ${id}`, of: role, lines }];
    }
    if (componentType(id) === RECEIVERS.otlp && around.fed.has(role)) return [];
    return [sourceOf(role, id, config.receivers[id] ?? {})];
  });
}

function flowOf(signal: Signal, around: Surroundings): Flow {
  const graph = new Graph();
  for (const [role, config] of Object.entries(around.collectors))
    for (const [name, pipeline] of Object.entries(config.service.pipelines)) {
      if (signalOf(name) !== signal) continue;
      const node = graph.node(pipelineNode(role, name, pipeline, config));
      for (const source of sourcesOf(role, config, name, pipeline, around)) graph.edge(graph.node(source), node);
    }
  for (const [role, config] of Object.entries(around.collectors))
    for (const name of Object.keys(config.service.pipelines))
      if (signalOf(name) === signal) addExporters(graph, around, role, name);
  addReaders(graph, around);
  return { signal, nodes: [...graph.nodes.values()], edges: graph.edges };
}

/** The way of each signal that a stack has. */
export function flowsOf(plan: Plan): Flow[] {
  const hosts = partsByHost(plan);
  const every = Object.entries(everyCollector(plan)).map(([of, { config }]) => [of, config]);
  const collectors = Object.fromEntries(every) as Plan["collectors"];
  // A sidecar's agent gets data of other pods too.
  const fed = Object.values(plan.collectors).flatMap(({ exporters }) =>
    hostsIn(JSON.stringify(exporters)).flatMap((host) => hosts.get(host)?.role ?? []),
  );
  const around = { collectors, hosts, fed: new Set(fed) };
  return SIGNALS.map((signal) => flowOf(signal, around)).filter(({ nodes }) => nodes.length > 0);
}
