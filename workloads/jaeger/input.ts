/** Input of a team's Jaeger, and its name, namespace and labels. */
import {
  type AgentNames,
  jaegerName,
  labels,
  NAMES,
  type ObjectMetadata,
  type Placement,
  type TraceNames,
} from "../../contract/names";
import type { GrafanaSettings } from "../../settings/schema/grafana";
import type { Settings } from "../../settings/schema/settings";
import {
  DEFAULT_TEAM,
  type TeamSettings,
  type TraceIngressSettings,
  type TraceStorageSettings,
  type TracingSettings,
} from "../../settings/schema/tracing";

/** A team's Jaeger, or that of the spans that belong to no team. */
export interface JaegerInput extends Pick<TeamSettings, "name" | "namespaces"> {
  readonly storage: TraceStorageSettings;
  readonly ingress?: TraceIngressSettings | undefined;
  /** Whether the agents use the nodes' network, where policies cannot select them. */
  readonly agentsOnNodeNetwork: boolean;
  /** Whether some agents are a canary. Default: none is. */
  readonly agentsHaveCanary?: boolean;
  /** The collectors that send its spans. */
  readonly spansFrom: "gateway" | "sampler";
  readonly queriedByGrafana: boolean;
}

/** Teams whose Jaegers Grafana queries: it cannot tell viewers apart, so each of them sees the traces of all of these. */
export function teamsInGrafana(
  { enabled, traces }: Pick<GrafanaSettings, "enabled" | "traces">,
  { teams }: Pick<TracingSettings, "teams">,
): string[] {
  if (!enabled || traces === "none") return [];
  return [DEFAULT_TEAM, ...(traces === "all" ? teams.map(({ name }) => name) : [])];
}

export type JaegerSettings = Pick<Settings, "agent" | "grafana"> & { readonly tracing: TracingSettings };

/** Every Jaeger of the settings, that of the default team first. */
export function jaegerInputs({ tracing, agent, grafana }: JaegerSettings): JaegerInput[] {
  const { teams, defaultStorage: storage, defaultIngress: ingress, sampling } = tracing;
  const shown = teamsInGrafana(grafana, tracing);
  return [{ name: DEFAULT_TEAM, namespaces: [], storage, ingress }, ...teams].map((team) => ({
    ...{ name: team.name, namespaces: team.namespaces, storage: team.storage, ingress: team.ingress },
    agentsOnNodeNetwork: agent.hostNetwork,
    ...(agent.canary && { agentsHaveCanary: true }),
    spansFrom: sampling.kind === "tail" ? "sampler" : "gateway",
    queriedByGrafana: shown.includes(team.name),
  }));
}

/** Clients of a Jaeger: collectors that send spans, Grafana, which queries traces, and agents, which scrape. */
export interface JaegerSurroundings {
  /** Names of the trace pipeline, whose namespace the Jaeger is in. Default: `traceNames()`. */
  readonly traces?: TraceNames;
  /** Name and namespace of Grafana. Default: `PLACEMENTS.grafana`. */
  readonly grafana?: Placement;
  /** Names of the agents. Default: `agentNames()`. */
  readonly agents?: AgentNames;
}

/** Name, namespace and labels of every object of a team's Jaeger. */
export function jaegerMetadata(team: string, namespace: string): ObjectMetadata {
  return { name: jaegerName(team), namespace, labels: jaegerLabels(team) };
}

/** Labels of everything that belongs to a team's Jaeger, which also select its pod. The job of its metrics is `jaeger`. */
function jaegerLabels(team: string): Record<string, string> {
  return { ...labels(NAMES.jaeger), "app.kubernetes.io/instance": jaegerName(team) };
}
