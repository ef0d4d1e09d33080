/** The way of a sample: accepted by an agent, queued, sent, taken in by Prometheus, and what is lost on it. */
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
      { title: "Accepted", unit: "cps", width: 4, description: "Data points per second that receivers took in." },
      acceptedRate(ALL_NODES),
    ),
    stat(
      { title: "Sent", unit: "cps", width: 4, description: "Data points per second that the backend confirmed." },
      sentRate(ALL_NODES),
    ),
    stat(
      { title: "Stored", unit: "cps", width: 4, description: "Samples per second that Prometheus appended." },
      storeRate(PROMETHEUS.appended, ALL_STORES),
    ),
    stat(
      {
        title: "Lost",
        unit: "cps",
        width: 4,
        badFrom: ANY_LOSS,
        description: "What agents refused or dropped per second.",
      },
      lostRate(ALL_NODES),
    ),
    stat(
      { title: "Rejected", unit: "cps", width: 4, badFrom: ANY_LOSS, description: "Samples rejected for their time." },
      [rejectedOutOfOrder, rejectedTooOld, rejectedOutOfBounds].join(" + "),
    ),
    stat(
      {
        title: "Behind",
        unit: "s",
        width: 4,
        badFrom: SAMPLE_AGE_SECONDS_LIMIT,
        description: "Age of the newest sample of the slowest agent.",
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
        title: "Accepted, sent, stored",
        unit: "cps",
        width: 12,
        description:
          "The three run together. Stored is higher: a histogram is one data point and many samples, and rules write too.",
      },
      [
        { expression: acceptedRate(ALL_NODES), legend: "accepted" },
        { expression: sentRate(ALL_NODES), legend: "sent" },
        { expression: storeRate(PROMETHEUS.appended, ALL_STORES), legend: "stored" },
      ],
    ),
    timeseries(
      {
        title: "Lost and rejected",
        unit: "cps",
        width: 12,
        description: "Everything that did not arrive, by the place where it got lost.",
      },
      [
        { expression: refusedRate(ALL_NODES), legend: "refused by agents" },
        { expression: enqueueFailedRate(ALL_NODES), legend: "of these: queue full" },
        { expression: expiredRate(ALL_NODES), legend: "expired in the queue" },
        { expression: sendFailedRate(ALL_NODES), legend: "given up when sending" },
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
        description: "When full, samples are lost.",
      },
      [{ expression: queueUse(BY_NODE), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Queue by node",
        unit: "bytes",
        width: 8,
        description: "What waits for the backend, and how much has a place.",
      },
      [
        { expression: ofQueue(AGENT.queueSize), legend: `waiting ${NODE_LEGEND}` },
        { expression: ofQueue(AGENT.queueCapacity), legend: `capacity ${NODE_LEGEND}` },
      ],
    ),
    timeseries(
      {
        title: "Age of the newest sample by node",
        unit: "s",
        width: 8,
        description: "Normally a scrape interval and the time of a batch. It grows while the agent is behind.",
      },
      [{ expression: newestSampleAge, legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Requests and retries",
        unit: "reqps",
        width: 12,
        description: "Write requests that agents made, and those that Prometheus took. The rest is retried or refused.",
      },
      [
        { expression: requestRate(ALL_NODES), legend: "made by agents" },
        { expression: answers("2.."), legend: "taken by Prometheus" },
      ],
    ),
    timeseries(
      {
        title: "Failed requests",
        unit: "reqps",
        width: 12,
        description: "4xx: samples are lost. 5xx: agents try again.",
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
  return dashboard("write-path", "Write path", "From a scraped sample to a stored one.", [
    summary,
    flow,
    sending,
    PROMETHEUS_ROW,
  ]);
}
