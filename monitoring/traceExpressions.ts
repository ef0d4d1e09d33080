/** PromQL expressions of the trace pipeline, which rules and dashboards share. */
import { JAEGER_COMPONENTS, SPAN_EXPORTER_TYPES } from "../contract/collector/components";
import type { Scope } from "./expressions";
import { LABELS, QUEUE, SCRAPE, SPANS } from "./metrics";
import { OF_STACK, SPAN_COLLECTORS } from "./ownParts";
import { aggregate, all, is, isNot, type Matcher, matches, orZero, rate, series } from "./promql";

const STORAGE = JAEGER_COMPONENTS.storageExporter;
/** Jaeger's exporter to its storage. It has no queue: after a failure the sender retries. */
export const STORAGE_EXPORTER = is(LABELS.exporter, STORAGE);
/**
 * All exporters to the stack's own collectors and stores but that. They retry from a queue, so that a counted failure is
 * a loss; of a further destination it costs a copy.
 */
export const QUEUED_EXPORTERS = all(isNot(LABELS.exporter, STORAGE), OF_STACK);

/** The queues of spans, on whatever collector of the stack. */
const SPAN_QUEUES = all(SPAN_COLLECTORS, OF_STACK, matches(LABELS.exporter, `(${SPAN_EXPORTER_TYPES.join("|")})/.+`));

/** Use of each queue of spans, 0 to 1, by pod and exporter. */
export function spanQueueUse(labels: readonly string[], matchers: readonly Matcher[] = []): string {
  const size = series(QUEUE.size, SPAN_QUEUES, ...matchers);
  return aggregate("max", labels, `${size} / ${series(QUEUE.capacity, SPAN_QUEUES, ...matchers)}`);
}

/** Rate of a counter of spans; 0 where the counter does not exist yet. */
export function spanRate(metric: string, scope: Scope, ...matchers: readonly Matcher[]): string {
  const counter = rate(series(metric, ...matchers, ...scope.matchers), scope.window);
  return orZero(aggregate("sum", scope.labels, counter), scope.labels, series(SCRAPE.up, ...scope.matchers));
}

/** Calls per second, from span metrics. */
export function callRate(scope: Scope, ...matchers: readonly Matcher[]): string {
  return aggregate("sum", scope.labels, rate(series(SPANS.calls, ...matchers, ...scope.matchers), scope.window));
}

/** A quantile of the calls' duration, in seconds. */
export function callSeconds(quantile: number, scope: Scope): string {
  const buckets = rate(series(SPANS.durationSecondsBucket, ...scope.matchers), scope.window);
  return `histogram_quantile(${quantile}, ${aggregate("sum", [...scope.labels, LABELS.bucket], buckets)})`;
}
