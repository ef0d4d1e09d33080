/**
 * Matchers of a stack, and of its own parts. A job is what a pod calls itself, and so is its name: the namespace is what
 * no other team's pod can have, because agents set it themselves.
 *
 * Expressions name a namespace by its part, such as `%agent%`; `inNamespaces` gives it its name.
 */
import { OWN_EXPORTER_PATTERN } from "../contract/collector/own";
import { eventNames, LOG_NAMES } from "../contract/logs";
import { agentNames, canaryNames, NAMES, type Namespaces, type Placement, placements } from "../contract/names";
import { JOBS } from "../contract/series";
import type { Settings } from "../settings/schema/settings";
import { LABELS } from "./metrics";
import { all, is, limited, type Matcher, matches, matchesNot } from "./promql";

/** Exporters to the stack's own collectors and stores, and not those of the settings: these send copies. */
export const OF_STACK = matchesNot(LABELS.exporter, OWN_EXPORTER_PATTERN);
export const OF_SETTINGS = matches(LABELS.exporter, OWN_EXPORTER_PATTERN);

type Part = keyof Namespaces;

const PART_PATTERN = /%([a-zA-Z]+)%/g;

/** The namespaces of the parts, before they have names. */
const PARTS: Namespaces = {
  agent: "%agent%",
  monitoring: "%monitoring%",
  nodeExporter: "%nodeExporter%",
  kubeStateMetrics: "%kubeStateMetrics%",
  tracing: "%tracing%",
  logs: "%logs%",
  scraper: "%scraper%",
  demo: "%demo%",
};

const PLACEMENTS = placements(PARTS);

/**
 * A copy of rules or dashboards with the names of the namespaces.
 *
 * @param data plain data whose texts name namespaces by their parts
 */
export function inNamespaces<Data>(data: Data, namespaces: Namespaces): Data {
  const named = (_: string, part: string): string => namespaces[part as Part];
  const copy = (value: unknown): unknown => {
    if (typeof value === "string")
      return value.replace(PART_PATTERN, (text, part: string) => (part in PARTS ? named(text, part) : text));
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copy(one)]));
  };
  return copy(data) as Data;
}

/** What tells a stack's samples from those of others. */
export interface StackIdentity {
  readonly cluster: string;
  readonly environment: string;
  readonly namespaces: Namespaces;
}

export function identityOf({ cluster, environment, namespaces }: Settings): StackIdentity {
  return { cluster: cluster.name, environment, namespaces };
}

/** Matchers of everything that the agents and gateways of the stack write. */
export function ofStack({ cluster, environment }: Omit<StackIdentity, "namespaces">): Matcher[] {
  return [is(LABELS.cluster, cluster), is(LABELS.environment, environment)];
}

/** The same for what others write, such as a central collector or rules of the store: they need not name a cluster. */
export function ofStackOrNone({ cluster, environment }: Omit<StackIdentity, "namespaces">): Matcher[] {
  // Names of both have letters, digits and hyphens alone.
  return [matches(LABELS.cluster, `|${cluster}`), matches(LABELS.environment, `|${environment}`)];
}

/**
 * An expression about the stack alone.
 *
 * @param expression may name namespaces by their parts; a selector that names clusters keeps them
 */
export function aboutStack(expression: string, stack: StackIdentity): string {
  return limited(inNamespaces(expression, stack.namespaces), ...ofStack(stack));
}

const jobIn = (job: string, namespace: string): Matcher => all(is(LABELS.job, job), is(LABELS.namespace, namespace));
const placed = ({ name, namespace }: Placement): Matcher => jobIn(name, namespace);

/** The agents' own metrics; a gateway, or an application's collector, counts under the same names. */
export const AGENT_JOB = jobIn(JOBS.agent, PARTS.agent);
/** Every pod of the agents' namespace, as kubelets and the agents name it. */
export const AGENT_NAMESPACE = is(LABELS.namespace, PARTS.agent);
/** The agents' DaemonSet, and that of their canary. */
const AGENT_DAEMON_SETS = [agentNames(), canaryNames(agentNames())].map(({ daemonSet }) => daemonSet);

/** What kube-state-metrics says of the agents' pods. */
export const DESCRIBED_AGENT_PODS = all(
  is(LABELS.describedNamespace, PARTS.agent),
  is(LABELS.controllerKind, "DaemonSet"),
  matches(LABELS.controllerName, AGENT_DAEMON_SETS.join("|")),
);
export const NODE_EXPORTER_JOB = placed(PLACEMENTS.nodeExporter);
export const KUBE_STATE_METRICS_JOB = placed(PLACEMENTS.kubeStateMetrics);
export const PROMETHEUS_JOB = placed(PLACEMENTS.prometheus);
export const VICTORIA_LOGS_JOB = placed(PLACEMENTS.victoriaLogs);
export const ALERTMANAGER_JOB = placed(PLACEMENTS.alertmanager);
export const JAEGER_JOB = jobIn(NAMES.jaeger, PARTS.tracing);

/** Log agents, and the collector of events. */
export const LOG_AGENTS = all(
  matches(LABELS.job, `${LOG_NAMES.job}|${eventNames().release}`),
  is(LABELS.namespace, PARTS.logs),
);

/** The pods of workloads of the trace pipeline, by their generated names. */
const podsOf = (workloads: string): Matcher =>
  all(matches(LABELS.pod, `${workloads}-.+`), is(LABELS.namespace, PARTS.tracing));

export const GATEWAYS = podsOf(NAMES.traceGateway);
export const SAMPLERS = podsOf(NAMES.traceSampler);
export const GATEWAYS_AND_SAMPLERS = podsOf(`(${NAMES.traceGateway}|${NAMES.traceSampler})`);

/** Every collector of the stack that spans pass, and the Jaegers. */
export const SPAN_COLLECTORS = matches(LABELS.namespace, `${PARTS.agent}|${PARTS.tracing}`);

/** Of what kube-state-metrics says: what describes objects in the stack's namespaces. */
export const STACK_OBJECTS = matches(LABELS.describedNamespace, Object.values(PARTS).join("|"));
