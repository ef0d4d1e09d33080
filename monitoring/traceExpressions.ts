/** What is measured of spans on their way, as PromQL that rules and dashboards share. */
import { COMPONENTS, SPAN_EXPORTER_TYPES } from "../contract/collectorComponents";
import { NAMES } from "../contract/names";
import type { Scope } from "./expressions";
import { AGENT, LABELS, SCRAPE, SPANS } from "./metrics";
import { aggregate, is, isNot, type Matcher, matches, orZero, rate, series } from "./promql";

/** Pods of a workload of the trace path, by the name that their controller gives them. */
const podsOf = (workload: string): Matcher => matches(LABELS.pod, `${workload}-.+`);

export const GATEWAYS = podsOf(NAMES.traceGateway);
export const SAMPLERS = podsOf(NAMES.traceSampler);
export const GATEWAYS_AND_SAMPLERS = matches(LABELS.pod, `(${NAMES.traceGateway}|${NAMES.traceSampler})-.+`);
export const JAEGER_JOB = is(LABELS.job, NAMES.jaeger);

const STORAGE = "jaeger_storage_exporter";
/** Jaeger's exporter to its own storage, which has no queue: the sender repeats what fails. */
export const STORAGE_EXPORTER = is(LABELS.exporter, STORAGE);
/** All others, which keep what can be repeated: what fails there is lost. */
export const QUEUED_EXPORTERS = isNot(LABELS.exporter, STORAGE);

/** Queues of spans, which are all but that of the samples. */
const SPAN_QUEUES: readonly Matcher[] = [
  matches(LABELS.exporter, `(${SPAN_EXPORTER_TYPES.join("|")})/.+`),
  isNot(LABELS.exporter, COMPONENTS.queueExporter),
];

/** Share of a queue of spans that is in use, 0 to 1, by pod and exporter. */
export function spanQueueUse(labels: readonly string[], matchers: readonly Matcher[] = []): string {
  const size = series(AGENT.queueSize, ...SPAN_QUEUES, ...matchers);
  return aggregate("max", labels, `${size} / ${series(AGENT.queueCapacity, ...SPAN_QUEUES, ...matchers)}`);
}

/** Growth per second of a counter of spans, 0 where it has not counted yet. */
export function spanRate(metric: string, scope: Scope, ...matchers: readonly Matcher[]): string {
  const counter = rate(series(metric, ...matchers, ...scope.matchers), scope.window);
  return orZero(aggregate("sum", scope.labels, counter), scope.labels, series(SCRAPE.up, ...scope.matchers));
}

/** Calls per second, of all or of those with a status. */
export function callRate(scope: Scope, ...matchers: readonly Matcher[]): string {
  return aggregate("sum", scope.labels, rate(series(SPANS.calls, ...matchers, ...scope.matchers), scope.window));
}

/** Seconds below which a share of the calls ends. */
export function callSeconds(quantile: number, scope: Scope): string {
  const buckets = rate(series(SPANS.durationSecondsBucket, ...scope.matchers), scope.window);
  return `histogram_quantile(${quantile}, ${aggregate("sum", [...scope.labels, LABELS.bucket], buckets)})`;
}
