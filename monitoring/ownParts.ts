/**
 * Matchers of the stack's own parts. A job is what a pod calls itself, and so is its name: the namespace is what no other
 * team's pod can have, because agents set it themselves.
 */
import { JOBS, NAMES, NAMESPACES, type Placement, PLACEMENTS } from "../contract/names";
import { LABELS } from "./metrics";
import { all, is, type Matcher, matches } from "./promql";

const jobIn = (job: string, namespace: string): Matcher => all(is(LABELS.job, job), is(LABELS.namespace, namespace));
const placed = ({ name, namespace }: Placement): Matcher => jobIn(name, namespace);

/** The agents' own metrics; a gateway, or an application's collector, counts under the same names. */
export const AGENT_JOB = jobIn(JOBS.agent, NAMESPACES.agent);
export const NODE_EXPORTER_JOB = placed(PLACEMENTS.nodeExporter);
export const PROMETHEUS_JOB = placed(PLACEMENTS.prometheus);
export const JAEGER_JOB = jobIn(NAMES.jaeger, NAMESPACES.tracing);

/** The pods of workloads of the trace pipeline, by their generated names. */
const podsOf = (workloads: string): Matcher =>
  all(matches(LABELS.pod, `${workloads}-.+`), is(LABELS.namespace, NAMESPACES.tracing));

export const GATEWAYS = podsOf(NAMES.traceGateway);
export const SAMPLERS = podsOf(NAMES.traceSampler);
export const GATEWAYS_AND_SAMPLERS = podsOf(`(${NAMES.traceGateway}|${NAMES.traceSampler})`);

/** Every collector of the stack that spans pass, and the Jaegers. */
export const SPAN_COLLECTORS = matches(LABELS.namespace, `${NAMESPACES.agent}|${NAMESPACES.tracing}`);
