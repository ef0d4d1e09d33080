/**
 * What the agents count of samples, by meaning. A stack has one of two exporters, and each counts under names of its
 * own: every meaning lists the counters of both, of which only those of one exist.
 */
import { EXPORTERS } from "../contract/collector/components";
import { AGENT, CONTRIB_WRITER, DURABLE_WRITER, LABELS } from "./metrics";
import { AGENT_JOB } from "./ownParts";
import { isNot, type Matcher, matches, series } from "./promql";

/** Contrib's exporter, once for what is scraped and once for OTLP. */
export const CONTRIB = matches(LABELS.exporter, `${EXPORTERS.prometheusRemoteWrite}/.+`);

/** The selector of a counter, with more matchers. */
export type Counter = (...matchers: readonly Matcher[]) => string;

function counter(metric: string, ...own: readonly Matcher[]): Counter {
  return (...matchers) => series(metric, AGENT_JOB, ...own, ...matchers);
}

const reasons = (...of: readonly string[]): Matcher => matches(LABELS.reason, of.join("|"));
const dropped = (...of: readonly string[]): Counter => counter(DURABLE_WRITER.dropped, reasons(...of));

/** Data points that receivers accepted. */
export const ACCEPTED = [counter(AGENT.accepted)];
/** Samples that the project's exporter accepted. */
export const ACCEPTED_BY_WRITER = [counter(DURABLE_WRITER.accepted)];
/** Data points of requests and scrapes that receivers refused whole or in part. */
export const REFUSED = [counter(AGENT.refused)];
export const LIMITER_REFUSED = [counter(AGENT.limiterRefused)];
/** What the store accepted. */
export const SENT = [counter(CONTRIB_WRITER.sent, CONTRIB), counter(DURABLE_WRITER.sent)];
/** What the store rejected; contrib's exporter counts every data point of the batch. */
export const REJECTED = [counter(CONTRIB_WRITER.sendFailed, CONTRIB), dropped("rejected", "too_large", "not_written")];
/** What found no room in the queue, or left it to newer samples. */
export const QUEUE_FULL = [counter(CONTRIB_WRITER.enqueueFailed, CONTRIB), dropped("memory_full", "disk_full")];
/** What waited for longer than the outage window. Contrib's exporter has no such limit. */
export const EXPIRED = [dropped("expired")];
/** What a file of the queue held in a form that cannot be read. */
export const UNREADABLE = [dropped("unreadable")];
/** What waited in memory when the agent was stopped, and could not be kept in files. */
export const AT_SHUTDOWN = [dropped("shutdown")];
/** Data points that cannot be written as samples; contrib's exporter counts batches that have some. */
export const UNTRANSLATED = [
  counter(CONTRIB_WRITER.translationsFailed, CONTRIB),
  counter(CONTRIB_WRITER.deltaPoints, isNot(LABELS.error, "")),
  counter(DURABLE_WRITER.refused, isNot(LABELS.reason, "series_limit")),
];
/** Data points of series above the limit of their namespace. Contrib's exporter has none. */
export const CUT = [counter(DURABLE_WRITER.cut)];
/** HTTP requests to the store, including retries. */
export const REQUESTS = [counter(CONTRIB_WRITER.requests, CONTRIB), counter(DURABLE_WRITER.requests)];
/** Requests that are sent again; contrib's exporter does not count them. */
export const RETRIES = [counter(DURABLE_WRITER.retries)];
/** Requests that are sent again until somebody corrects credentials or address. */
export const UNAUTHORIZED = [counter(DURABLE_WRITER.retries, reasons("unauthorized", "not_found"))];
/** Times that the queue's files could not be opened, read or written. */
export const STORAGE_FAILURES = [counter(DURABLE_WRITER.storageFailures)];
/** Parts of the queue's files that could not be read. */
export const DAMAGED = [counter(DURABLE_WRITER.damagedRecords)];

/** The canary's numbers: what is missing between two of them was accepted and lost. Contrib's exporter has none. */
export const CANARY = counter(DURABLE_WRITER.canary);
/** The last number of each process that has ended. */
export const CANARY_END = counter(DURABLE_WRITER.canaryEnd);
/** The numbers of requests, by process and shard: what is missing between two of them was accepted and lost. */
export const REQUEST = counter(DURABLE_WRITER.request);
/** The last number of each shard of each process that has ended. */
export const REQUEST_END = counter(DURABLE_WRITER.requestEnd);

/** Every loss. What the project's exporter refuses is in `UNTRANSLATED`, so that `REFUSED` would count it twice. */
export const LOSSES = [LIMITER_REFUSED, REJECTED, QUEUE_FULL, EXPIRED, UNREADABLE, AT_SHUTDOWN, UNTRANSLATED, CUT];
