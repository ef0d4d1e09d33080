/** The dashboard of the write path: samples accepted, queued and sent by agents, ingested by Prometheus, and lost. */
import {
  ACCEPTED,
  AT_SHUTDOWN,
  CUT,
  EXPIRED,
  LIMITER_REFUSED,
  QUEUE_FULL,
  REJECTED,
  REQUESTS,
  RETRIES,
  SENT,
  UNREADABLE,
  UNTRANSLATED,
} from "../agentCounters";
import { agentRate, lostRate, newestSampleAge, queueUse, WRITE_HANDLER } from "../expressions";
import { DURABLE_WRITER, LABELS, NODE_LABELS, PROMETHEUS } from "../metrics";
import { AGENT_JOB } from "../ownParts";
import { aggregate, matches, rate, series } from "../promql";
import { ANY_LOSS, QUEUE_USE_LIMIT, SAMPLE_AGE_SECONDS_LIMIT } from "../thresholds";
import { agentStarts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, RowSpec } from "./grafana/model";
import { MOST_LINES, stat, timeseries } from "./grafana/panels";
import { CERTIFICATE_ROW } from "./rows/certificate";
import { ALL_STORES, PROMETHEUS_ROW, storeRate } from "./rows/store";
import { ALL_NODES, BY_NODE, CHOSEN_NODES, RATE_WINDOW } from "./grafana/variables";

const NODE_LEGEND = `{{${LABELS.node}}}`;

const answers = (code: string): string =>
  storeRate(PROMETHEUS.httpRequests, ALL_STORES, WRITE_HANDLER, matches(LABELS.code, code));

const rejectedOutOfOrder = storeRate(PROMETHEUS.rejectedOutOfOrder, ALL_STORES);
const rejectedTooOld = storeRate(PROMETHEUS.rejectedTooOld, ALL_STORES);
const rejectedOutOfBounds = storeRate(PROMETHEUS.rejectedOutOfBounds, ALL_STORES);

const ofQueue = (metric: string): string => aggregate("max", NODE_LABELS, series(metric, AGENT_JOB, ...CHOSEN_NODES));

const retries = aggregate(
  "sum",
  [LABELS.reason],
  RETRIES.map((counter) => rate(counter(...CHOSEN_NODES), RATE_WINDOW)).join(" or "),
);

const summary: RowSpec = {
  title: "Flow",
  panels: [
    stat(
      { title: "Accepted", unit: "cps", width: 4, description: "Data points per second that receivers accepted." },
      agentRate(ACCEPTED, ALL_NODES),
    ),
    stat(
      {
        title: "Sent",
        unit: "cps",
        width: 4,
        description: "Samples or data points per second that the remote-write endpoint accepted.",
      },
      agentRate(SENT, ALL_NODES),
    ),
    stat(
      { title: "Ingested", unit: "cps", width: 4, description: "Samples per second that Prometheus ingested." },
      storeRate(PROMETHEUS.appended, ALL_STORES),
    ),
    stat(
      {
        title: "Lost",
        unit: "cps",
        width: 4,
        badFrom: ANY_LOSS,
        description: "Samples and data points per second that agents refused or dropped.",
      },
      lostRate(ALL_NODES),
    ),
    stat(
      {
        title: "Rejected",
        unit: "cps",
        width: 4,
        badFrom: ANY_LOSS,
        description: "Samples per second that Prometheus rejected because of their timestamps.",
      },
      [rejectedOutOfOrder, rejectedTooOld, rejectedOutOfBounds].join(" + "),
    ),
    stat(
      {
        title: "Sample age",
        unit: "s",
        width: 4,
        badFrom: SAMPLE_AGE_SECONDS_LIMIT,
        description: "Age of the newest sample, of the agent that lags most.",
      },
      aggregate("max", [], newestSampleAge(BY_NODE)),
    ),
  ],
};

const flow: RowSpec = {
  title: "Samples",
  panels: [
    timeseries(
      {
        title: "Accepted, sent, ingested",
        unit: "cps",
        width: 12,
        description:
          "The three should run in parallel. A histogram is one accepted data point and many ingested samples. Recording rules write samples too. The exporter durable_remote_write sends samples, contrib's exporter data points.",
      },
      [
        { expression: agentRate(ACCEPTED, ALL_NODES), legend: "accepted" },
        { expression: agentRate(SENT, ALL_NODES), legend: "sent" },
        { expression: storeRate(PROMETHEUS.appended, ALL_STORES), legend: "ingested" },
      ],
    ),
    timeseries(
      {
        title: "Data loss by cause",
        unit: "cps",
        width: 12,
        description: "What agents refused or dropped, and samples that Prometheus rejected.",
      },
      [
        { expression: agentRate(LIMITER_REFUSED, ALL_NODES), legend: "refused by the memory limiter" },
        { expression: agentRate(QUEUE_FULL, ALL_NODES), legend: "queue full" },
        { expression: agentRate(EXPIRED, ALL_NODES), legend: "expired: older than the outage window" },
        {
          expression: agentRate([...UNREADABLE, ...AT_SHUTDOWN], ALL_NODES),
          legend: "lost at a shutdown or unreadable",
        },
        { expression: agentRate(UNTRANSLATED, ALL_NODES), legend: "not writable as samples" },
        { expression: agentRate(CUT, ALL_NODES), legend: "above a namespace's limit of series" },
        { expression: agentRate(REJECTED, ALL_NODES), legend: "rejected by the remote-write endpoint" },
        { expression: rejectedOutOfOrder, legend: "rejected: out of order" },
        { expression: rejectedTooOld, legend: "rejected: too old" },
        { expression: rejectedOutOfBounds, legend: "rejected: out of bounds" },
      ],
    ),
  ],
};

const sending: RowSpec = {
  title: "Sending",
  panels: [
    timeseries(
      {
        title: "Queue use by node",
        most: MOST_LINES,
        badFrom: QUEUE_USE_LIMIT,
        unit: "percentunit",
        width: 6,
        maximum: 1,
        description:
          "Share of the queue that is in use: of its bytes with the exporter durable_remote_write, of its requests with contrib's. When it is full, samples are dropped.",
      },
      [{ expression: queueUse(BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Queue size by node",
        most: MOST_LINES,
        unit: "bytes",
        width: 6,
        description:
          "Bytes that wait in memory and in files, and the capacity. Only the exporter durable_remote_write tells them.",
      },
      [
        { expression: ofQueue(DURABLE_WRITER.queueMemoryBytes), legend: `memory ${NODE_LEGEND}` },
        { expression: ofQueue(DURABLE_WRITER.queueDiskBytes), legend: `files ${NODE_LEGEND}` },
        { expression: ofQueue(DURABLE_WRITER.queueCapacityBytes), legend: `capacity ${NODE_LEGEND}` },
      ],
    ),
    timeseries(
      {
        title: "Age of the oldest queued sample by node",
        most: MOST_LINES,
        unit: "s",
        width: 6,
        description:
          "How far the agent is behind: 0 when nothing waits. Only the exporter durable_remote_write tells it.",
      },
      [{ expression: ofQueue(DURABLE_WRITER.oldestAgeSeconds), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Age of the newest sample by node",
        most: MOST_LINES,
        badFrom: SAMPLE_AGE_SECONDS_LIMIT,
        unit: "s",
        width: 6,
        description: "Normally little more than one scrape interval. It grows while the agent sends a backlog.",
      },
      [{ expression: newestSampleAge(BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Requests and retries",
        unit: "reqps",
        width: 8,
        description:
          "Remote-write requests that agents sent, and those that Prometheus accepted. The others are retried, or samples in them are dropped.",
      },
      [
        { expression: agentRate(REQUESTS, ALL_NODES), legend: "sent by agents" },
        { expression: answers("2.."), legend: "accepted by Prometheus" },
      ],
    ),
    timeseries(
      {
        title: "Retries by reason",
        unit: "reqps",
        width: 8,
        description:
          "Requests that are sent again. Unauthorized and not_found last until credentials or address are corrected. Only the exporter durable_remote_write counts them.",
      },
      [{ expression: retries, legend: `{{${LABELS.reason}}}` }],
    ),
    timeseries(
      {
        title: "Failed requests",
        unit: "reqps",
        width: 8,
        description: "4xx: Prometheus rejects samples, which are dropped. 5xx: agents retry.",
      },
      [
        { expression: answers("4.."), legend: "refused (4xx)" },
        { expression: answers("5.."), legend: "failed (5xx)" },
      ],
    ),
  ],
};

/**
 * The dashboard of the write path.
 *
 * @param prometheus whether the stack runs its Prometheus
 */
export function writePathDashboard(prometheus: boolean): Dashboard {
  return dashboard({
    name: "write-path",
    title: "Write path",
    description: "Samples from the scrape to Prometheus: throughput, queues and data loss.",
    annotations: [agentStarts(CHOSEN_NODES)],
    rows: [summary, flow, CERTIFICATE_ROW, sending, ...(prometheus ? [PROMETHEUS_ROW] : [])],
  });
}
