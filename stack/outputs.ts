/** The outputs of a stack. */
import { type Input, output, type Output } from "@pulumi/pulumi";
import type { Grafana } from "../components/Grafana";
import type { NodeAgent } from "../components/NodeAgent";
import { jaegerName, portForward, stackNames } from "../contract/names";
import { PORTS } from "../contract/ports";
import { claimText } from "../lease/tracePipeline";
import { type Generations, generationsOf } from "../settings/generations";
import type { IngressSettings } from "../settings/schema/ingress";
import type { Settings } from "../settings/schema/settings";
import { DEFAULT_TEAM } from "../settings/schema/tracing";
import type { Cluster } from "./cluster";
import type { Logs } from "./logs/logs";
import type { MetricsStore } from "./metrics/store";
import type { ClaimedPipeline } from "./traces/tracePipeline";
import type { Traces } from "./traces/traces";

/** The outputs of a stack. Endpoints are addresses in the cluster, those of pages that it serves outside of it public ones. */
export interface StackOutputs {
  /** Secret; absent in a plan if the kubeconfig of an existing cluster was not found. */
  readonly kubeconfig?: Output<string>;
  /** Registry and path for `npm run image -- --push`; absent if the stack creates no repository. */
  readonly imageRepository?: Output<string>;
  readonly prometheusEndpoint?: Output<string>;
  readonly prometheusUser?: Output<string>;
  /** Secret. */
  readonly prometheusPassword?: Output<string>;
  /** Absent if the stack runs no Alertmanager. Its user and password are those of Prometheus. */
  readonly alertmanagerEndpoint?: Output<string>;
  readonly remoteWriteEndpoint: Input<string>;
  readonly otlpGrpcEndpoint: Output<string>;
  readonly otlpHttpEndpoint: Output<string>;
  readonly grafanaEndpoint?: Output<string>;
  readonly grafanaUser?: Output<string>;
  /** Secret. */
  readonly grafanaPassword?: Output<string>;
  /** Base URL of the VictoriaLogs that the stack runs; absent without one. */
  readonly logsEndpoint?: Output<string>;
  readonly logsUser?: Output<string>;
  /** Secret. */
  readonly logsPassword?: Output<string>;
  /** `Active`, or `Pending (held by project/stack)` where another pipeline of the cluster is; absent without tracing. */
  readonly tracePipeline?: string;
  /** Query page and API of each team's Jaeger, by team. */
  readonly jaegerEndpoints?: Readonly<Record<string, Output<string>>>;
  /** Generation of each kind of credentials; `npm run up` compares the next step with it. */
  readonly generations: Generations;
  /** Commands that forward a port of this machine to a page, by page. */
  readonly portForward: Readonly<Record<string, string>>;
}

/** The parts of a stack that have outputs. */
export interface DeployedParts {
  readonly settings: Settings;
  readonly cluster: Cluster;
  readonly store: MetricsStore;
  readonly agent: NodeAgent;
  readonly grafana: Grafana | undefined;
  readonly claimed: ClaimedPipeline | undefined;
  readonly traces: Traces | undefined;
  readonly logs: Logs | undefined;
}

export function stackOutputs({
  settings,
  cluster,
  store,
  agent,
  grafana,
  claimed,
  traces,
  logs,
}: DeployedParts): StackOutputs {
  const { kubeconfig, imageRepository } = cluster;
  const { prometheusEndpoint, operator, alertmanager, clients } = store;
  return {
    ...(kubeconfig && { kubeconfig }),
    ...(imageRepository && { imageRepository }),
    ...(prometheusEndpoint && { prometheusEndpoint }),
    ...(operator && { prometheusUser: operator.username, prometheusPassword: operator.password }),
    ...(alertmanager && { alertmanagerEndpoint: alertmanager.endpoint }),
    remoteWriteEndpoint: clients.agent.write.url,
    otlpGrpcEndpoint: agent.otlpGrpcEndpoint,
    otlpHttpEndpoint: agent.otlpHttpEndpoint,
    ...(grafana && {
      grafanaEndpoint: pageEndpoint(settings.grafana.ingress) ?? grafana.endpoint,
      grafanaUser: grafana.user,
      grafanaPassword: grafana.password,
    }),
    ...(logs?.own && {
      logsEndpoint: logs.own.endpoint,
      logsUser: logs.own.access.username,
      logsPassword: logs.own.access.password,
    }),
    ...(claimed && { tracePipeline: claimText(claimed.claim) }),
    ...(traces && { jaegerEndpoints: jaegerEndpoints(settings, traces) }),
    generations: generationsOf(settings),
    portForward: portForwards({ settings, store, grafana, traces, logs }),
  };
}

/** Where a page is served outside the cluster; undefined where it is not. */
function pageEndpoint(ingress: IngressSettings | undefined): Output<string> | undefined {
  return ingress && output(`https://${ingress.host}`);
}

function jaegerEndpoints({ tracing }: Settings, { queryEndpoints }: Traces): Record<string, Output<string>> {
  const pages = new Map([
    [DEFAULT_TEAM, tracing?.defaultIngress],
    ...(tracing?.teams ?? []).map(({ name, ingress }) => [name, ingress] as const),
  ]);
  return Object.fromEntries(
    Object.entries(queryEndpoints).map(([team, endpoint]) => [team, pageEndpoint(pages.get(team)) ?? endpoint]),
  );
}

function portForwards({
  settings,
  store,
  grafana,
  traces,
  logs,
}: Pick<DeployedParts, "settings" | "store" | "grafana" | "traces" | "logs">) {
  const names = stackNames(settings.namespaces);
  const { name, namespace } = names.placements.grafana;
  const { victoriaLogs: logStore } = names.placements;
  const { queried, alertmanager } = store;
  return {
    ...(queried && { [queried.name]: portForward(queried.name, queried.namespace, queried.port) }),
    ...(alertmanager && {
      [alertmanager.name]: portForward(alertmanager.name, alertmanager.namespace, PORTS.alertmanager),
    }),
    ...(grafana && { grafana: portForward(name, namespace, PORTS.grafana) }),
    ...(logs?.own && { [logStore.name]: portForward(logStore.name, logStore.namespace, PORTS.victoriaLogs) }),
    ...(traces && { jaeger: portForward(jaegerName(DEFAULT_TEAM), names.traces.namespace, PORTS.jaegerQuery) }),
  };
}
