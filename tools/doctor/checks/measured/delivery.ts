/** The way of samples from the agents into the store. */
import { X509Certificate } from "node:crypto";
import { AGENT_ALERTS } from "../../../../monitoring/alerts/agent";
import { WRITE_PATH_ALERTS } from "../../../../monitoring/alerts/writePath";
import { CANARY } from "../../../../monitoring/agentCounters";
import { EVERY_NODE, queueUse } from "../../../../monitoring/expressions";
import { LABELS, NODE_LABELS } from "../../../../monitoring/metrics";
import { AGENT_JOB, NODE_EXPORTER_JOB } from "../../../../monitoring/ownParts";
import { aggregate, series } from "../../../../monitoring/promql";
import { textAt } from "../../../../policy/evidence/reading";
import { neededWindowMinutes } from "../../../../settings/sizing/queue";
import { requestsOfCause, samplesOf } from "../../../certificate/numbers";
import { type Category, check, type Finding } from "../../check";
import { NOW, PLAN } from "../../source";
import { asked, CERTIFICATE, STORE_AUTHORITY, STORE_CONFIGURATION } from "../../sources/store";
import { applyText } from "../commands";
import { alertChecks } from "./alerts";
import { STORE_TAKES } from "./answers";
import { AGENTS_NOT_THROTTLED } from "./throttled";

const SECONDS_PER_DAY = 86_400;
const MILLISECONDS_PER_DAY = SECONDS_PER_DAY * 1000;

/** Agents of an older version write no canary, and what is not numbered is not certified. */
const nothingNumbered = (update: string): Finding => ({
  subject: "The agents",
  text: "The store has no numbered sample of any of them, so that nothing tells whether something is missing",
  fix: `\`${update}\` brings them up to date.`,
});

const SAMPLES_STORED = check({
  id: "samples-stored",
  healthy: "every sample that the agents accepted in the last hour is stored exactly once",
  severity: "problem",
  hint: "docs/reliability.md#the-certificate",
  needs: { certificate: CERTIFICATE },
  find: ({ certificate: { nodes } }, expected) => {
    if (nodes.length === 0) return [nothingNumbered(applyText(expected))];
    return nodes.flatMap((node) => {
      if (node.verdict === "delivered") return [];
      const causes = (["lost", "perhaps lost", "twice", "waiting"] as const)
        .map((cause) => [samplesOf([node], cause), cause] as const)
        .filter(([samples]) => samples > 0)
        .map(([samples, cause]) => `${samples} of the canary's intervals are ${cause}`);
      const requests = (["lost", "twice"] as const)
        .map((cause) => [requestsOfCause([node], cause), cause] as const)
        .filter(([count]) => count > 0)
        .map(([count, cause]) => `${count} requests are ${cause}`);
      const { damagedParts } = node.samples;
      const damaged = damagedParts > 0 ? [`${damagedParts} parts of the queue's files could not be read`] : [];
      const counted = Object.entries({ ...node.samples.lost, ...node.samples.refused }).map(
        ([cause, samples]) => `${Math.round(samples)} samples: ${cause}`,
      );
      return [
        {
          subject: node.node,
          text: [...causes, ...requests, ...counted, ...damaged].join("; "),
          fix: `\`npm run certificate -- --stack ${expected.plan?.planned.stack ?? "NAME"} --since 2h\` says when, and why.`,
        },
      ];
    });
  },
});

/** Use of a queue from which its growth is a finding. */
const WORTH_A_LOOK = 0.2;

const WINDOW = "10m";

/** Seconds until each queue that grows is full. */
const secondsLeft = (() => {
  const use = queueUse(EVERY_NODE);
  return `((1 - (${use})) / (deriv((${use})[${WINDOW}:1m]) > 0)) and (${use}) > ${WORTH_A_LOOK}`;
})();

const QUEUES_HAVE_ROOM = check({
  id: "queues-have-room",
  healthy: "no queue of samples is filling up",
  severity: "problem",
  hint: "docs/runbooks/AgentQueueFilling.md",
  needs: { filling: asked(secondsLeft) },
  find: ({ filling }) =>
    filling.map(({ labels, value }) => ({
      subject: labels[LABELS.node] ?? "",
      text: `The queue of the agent will be full in ${Math.max(1, Math.round(value / 60))} minutes; then samples are lost`,
      fix: "Mend the store, or the way to it: docs/runbooks/AgentQueueFilling.md.",
    })),
});

/** Seconds for which a sample waits while all is well: a request, and the scrape that tells of it. */
const WAITING_SECONDS = 120;

const QUEUES_ARE_EMPTY = check({
  id: "queues-are-empty",
  healthy: "nothing waits in the queues",
  severity: "warning",
  hint: "docs/runbooks/AgentQueueFilling.md",
  needs: {
    ages: asked(
      `${aggregate("max", NODE_LABELS, series("otelcol_exporter_durable_remote_write_queue_oldest_age_seconds", AGENT_JOB))} > ${WAITING_SECONDS}`,
    ),
  },
  find: ({ ages }) =>
    ages.map(({ labels, value }) => ({
      subject: labels[LABELS.node] ?? "",
      text: `Samples wait in the agent's queue for ${Math.round(value / 60)} minutes`,
      fix: "The checks about the store's answers, or the agent's log, say why.",
    })),
});

const minutesOf = (duration: string) => {
  const [, count = "", unit = ""] = /^(\d+)(ms|s|m|h|d)$/.exec(duration) ?? [];
  return Number(count) * ({ ms: 1 / 60_000, s: 1 / 60, m: 1, h: 60, d: 1440 }[unit] ?? 0);
};

const WINDOW_HOLDS = check({
  id: "out-of-order-window",
  healthy: "Prometheus takes samples that are as old as the promised outage",
  severity: "problem",
  hint: "docs/reliability.md#the-promise-and-its-arithmetic",
  needs: { configuration: STORE_CONFIGURATION, plan: PLAN },
  find: ({ configuration, plan: { planned } }, expected) => {
    const { outageMinutes } = planned.settings;
    const window = textAt(configuration, "storage", "tsdb", "out_of_order_time_window");
    const needed = neededWindowMinutes(outageMinutes);
    if (minutesOf(window) >= needed) return [];
    return [
      {
        subject: "Prometheus",
        text: `It takes samples that are ${window === "" ? "in order alone" : `${window} old`}, and outageMinutes promises ${needed} minutes: what waits longer is rejected`,
        fix: `\`${applyText(expected)}\` restores its configuration.`,
      },
    ];
  },
});

/** Seconds that the clock of a node may differ: alerts and graphs tell of times. */
const MOST_SKEW_SECONDS = 5;

const CLOCKS_AGREE = check({
  id: "clocks-agree",
  healthy: "the nodes' clocks agree with that of the store",
  severity: "warning",
  hint: "docs/runbooks/PrometheusRejectsSamples.md",
  needs: {
    skews: asked(
      `${aggregate("max", NODE_LABELS, `abs(${series("node_timex_offset_seconds", NODE_EXPORTER_JOB)})`)} > ${MOST_SKEW_SECONDS} or ${aggregate("max", NODE_LABELS, `timestamp(${series("node_time_seconds", NODE_EXPORTER_JOB)}) - time()`)} > ${MOST_SKEW_SECONDS}`,
    ),
  },
  find: ({ skews }) =>
    skews.map(({ labels, value }) => ({
      subject: labels[LABELS.node] ?? "",
      text: `Its clock is ${Math.round(value)} seconds from the right time`,
      fix: "Start the time service of the node, such as `systemctl restart chronyd`.",
    })),
});

/** Days before its end from which a certificate is a finding. */
const DAYS_LEFT = 60;

const AUTHORITY_LASTS = check({
  id: "authority-lasts",
  healthy: `the certificate authority of the store lasts for ${DAYS_LEFT} days more`,
  severity: "problem",
  hint: "docs/security.md",
  needs: { authority: STORE_AUTHORITY, now: NOW, plan: PLAN },
  find: ({ authority, now, plan: { planned } }) =>
    (authority?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).flatMap((pem) => {
      const { validTo, subject } = new X509Certificate(pem);
      const days = Math.floor((Date.parse(validTo) - now) / MILLISECONDS_PER_DAY);
      if (days >= DAYS_LEFT) return [];
      return [
        {
          subject: subject.replace(/\s+/g, " "),
          text: days < 0 ? `It ended ${-days} days ago, and nobody trusts the store` : `It ends in ${days} days`,
          fix: `\`npm run rotate -- --stack ${planned.stack}\` makes a new one in steps.`,
        },
      ];
    }),
});

const ONE_WRITER = check({
  id: "one-writer",
  healthy: "one agent of each node writes to the store",
  severity: "problem",
  hint: "docs/reliability.md#shutdown-and-rollout",
  needs: {
    writers: asked(({ planned: { settings } }) => {
      const fresh = 2 * settings.agent.scrapeIntervalSeconds;
      return `${aggregate("count", NODE_LABELS, `timestamp(${CANARY()}) > time() - ${fresh}`)} > 1`;
    }),
  },
  find: ({ writers }, { names: { agent } }) =>
    writers.map(({ labels, value }) => ({
      subject: labels[LABELS.node] ?? "",
      text: `${value} agents of the node write at the same time, and each series gets the samples of all`,
      fix: `Find them: \`kubectl get pods --all-namespaces --field-selector spec.nodeName=${labels[LABELS.node] ?? "NODE"}\`; only one of ${agent.namespace} belongs there.`,
    })),
});

const OF_ALERTS = alertChecks([...AGENT_ALERTS, ...WRITE_PATH_ALERTS], {
  NoSamplesArriving: "samples of agents arrive in the store",
  AgentSendFailed: "the store rejects no sample of an agent",
  AgentEnqueueFailed: "no queue of samples is full",
  AgentSamplesExpired: "no sample waits for longer than the outage window",
  AgentTranslationFailed: "agents receive no metric that cannot be written",
  NamespaceSeriesCut: "no namespace has more series than it may have",
  AgentWriteUnauthorized: "the store takes the agents' credentials",
  AgentQueueUnusable: "the files of the queues can be used",
  AgentMemoryLimiterRefuses: "no agent is at its memory limit",
  PrometheusRejectsSamples: "Prometheus rejects no sample for its time",
  PrometheusRefusesWrites: "Prometheus refuses no request of an agent",
});

export const DELIVERY: Category = {
  name: "delivery",
  title: "Delivery",
  checks: [
    SAMPLES_STORED,
    QUEUES_ARE_EMPTY,
    QUEUES_HAVE_ROOM,
    STORE_TAKES,
    ...OF_ALERTS,
    WINDOW_HOLDS,
    CLOCKS_AGREE,
    AGENTS_NOT_THROTTLED,
    AUTHORITY_LASTS,
    ONE_WRITER,
  ],
};
