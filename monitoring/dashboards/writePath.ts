/** The dashboard of the write path: samples accepted, queued and sent by agents, ingested by Prometheus, and lost. */
import {
  acceptedRate,
  agents,
  enqueueFailedRate,
  expiredRate,
  lostRate,
  QUEUE,
  queueUse,
  refusedRate,
  requestRate,
  sendFailedRate,
  sentRate,
  WRITE_HANDLER,
} from "../expressions";
import { AGENT, LABELS, NODE_LABELS, PROMETHEUS } from "../metrics";
import { aggregate, matches, series } from "../promql";
import { ANY_LOSS, SAMPLE_AGE_SECONDS_LIMIT } from "../thresholds";
import { dashboard } from "./layout";
import type { Dashboard, RowSpec } from "./model";
import { stat, timeseries } from "./panels";
import { ALL_STORES, PROMETHEUS_ROW, storeRate } from "./store";
import { ALL_NODES, BY_NODE, CHOSEN_NODES } from "./variables";

const NODE_LEGEND = `{{${LABELS.node}}}`;

const answers = (code: string): string =>
  storeRate(PROMETHEUS.httpRequests, ALL_STORES, WRITE_HANDLER, matches(LABELS.code, code));

const rejectedOutOfOrder = storeRate(PROMETHEUS.rejectedOutOfOrder, ALL_STORES);
const rejectedTooOld = storeRate(PROMETHEUS.rejectedTooOld, ALL_STORES);
const rejectedOutOfBounds = storeRate(PROMETHEUS.rejectedOutOfBounds, ALL_STORES);

const ofQueue = (metric: string): string => aggregate("sum", NODE_LABELS, series(metric, QUEUE, ...CHOSEN_NODES));

/** Seconds since the newest sample of each agent was taken. */
const newestSampleAge = aggregate("max", NODE_LABELS, `time() - timestamp(${agents(BY_NODE)})`);

const summary: RowSpec = {
  title: "Flow",
  panels: [
    stat(
      { title: "Accepted", unit: "cps", width: 4, description: "Data points per second that receivers accepted." },
      acceptedRate(ALL_NODES),
    ),
    stat(
      {
        title: "Sent",
        unit: "cps",
        width: 4,
        description: "Data points per second that the remote-write endpoint accepted.",
      },
      sentRate(ALL_NODES),
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
        description: "Data points per second that agents refused or dropped.",
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
      aggregate("max", [], newestSampleAge),
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
          "The three should run in parallel. More is ingested: a histogram is one data point and many samples, and recording rules write samples too.",
      },
      [
        { expression: acceptedRate(ALL_NODES), legend: "accepted" },
        { expression: sentRate(ALL_NODES), legend: "sent" },
        { expression: storeRate(PROMETHEUS.appended, ALL_STORES), legend: "ingested" },
      ],
    ),
    timeseries(
      {
        title: "Data loss by cause",
        unit: "cps",
        width: 12,
        description: "Data points that agents refused or dropped, and samples that Prometheus rejected.",
      },
      [
        { expression: refusedRate(ALL_NODES), legend: "refused by agents" },
        { expression: enqueueFailedRate(ALL_NODES), legend: "of these: queue full" },
        { expression: expiredRate(ALL_NODES), legend: "expired: older than the outage window" },
        { expression: sendFailedRate(ALL_NODES), legend: "rejected by the remote-write endpoint" },
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
        unit: "percentunit",
        width: 8,
        maximum: 1,
        description: "When it is full, samples are dropped.",
      },
      [{ expression: queueUse(BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Queue size by node",
        unit: "bytes",
        width: 8,
        description: "Bytes in the sending queue, and its capacity.",
      },
      [
        { expression: ofQueue(AGENT.queueSize), legend: `queued ${NODE_LEGEND}` },
        { expression: ofQueue(AGENT.queueCapacity), legend: `capacity ${NODE_LEGEND}` },
      ],
    ),
    timeseries(
      {
        title: "Age of the newest sample by node",
        unit: "s",
        width: 8,
        description: "Normally one scrape interval and the batch timeout. It grows while the agent sends a backlog.",
      },
      [{ expression: newestSampleAge, legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Requests and retries",
        unit: "reqps",
        width: 12,
        description:
          "Remote-write requests that agents sent, and those that Prometheus accepted. The others are retried or dropped.",
      },
      [
        { expression: requestRate(ALL_NODES), legend: "sent by agents" },
        { expression: answers("2.."), legend: "accepted by Prometheus" },
      ],
    ),
    timeseries(
      {
        title: "Failed requests",
        unit: "reqps",
        width: 12,
        description: "4xx: samples are dropped. 5xx: agents retry.",
      },
      [
        { expression: answers("4.."), legend: "refused (4xx)" },
        { expression: answers("5.."), legend: "failed (5xx)" },
      ],
    ),
  ],
};

/** The dashboard of the write path. */
export function writePathDashboard(): Dashboard {
  return dashboard(
    "write-path",
    "Write path",
    "Samples from the scrape to Prometheus: throughput, queues and data loss.",
    [summary, flow, sending, PROMETHEUS_ROW],
  );
}
