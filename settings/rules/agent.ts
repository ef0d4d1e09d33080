/** Rules about the agent. */
import type { Problem } from "../problems";
import { PROFILES, agentSizing } from "../sizing/agent";
import { LARGEST_LIMITER_SHARE, percentText } from "../sizing/shares";
import { needsOwnImage } from "./ownImage";
import { key, type Rule } from "./rule";

const timeoutWithinInterval: Rule = {
  reads: ["agent.scrapeTimeoutSeconds", "agent.scrapeIntervalSeconds"],
  check: ({ agent }) =>
    agent && agent.scrapeTimeoutSeconds > agent.scrapeIntervalSeconds
      ? [
          {
            path: key("agent.scrapeTimeoutSeconds"),
            value: agent.scrapeTimeoutSeconds,
            rule: `must not exceed ${key("agent.scrapeIntervalSeconds")}, which is ${agent.scrapeIntervalSeconds}: otherwise a scrape could still be running when the next one is due`,
            fix: `Set ${key("agent.scrapeTimeoutSeconds")} to ${agent.scrapeIntervalSeconds} or less, or raise the interval.`,
          },
        ]
      : [],
};

const shortestWithinInterval: Rule = {
  reads: ["agent.shortestIntervalSeconds", "agent.scrapeIntervalSeconds"],
  check: ({ agent }) =>
    agent?.shortestIntervalSeconds !== undefined && agent.shortestIntervalSeconds > agent.scrapeIntervalSeconds
      ? [
          {
            path: key("agent.shortestIntervalSeconds"),
            value: agent.shortestIntervalSeconds,
            rule: `must not exceed ${key("agent.scrapeIntervalSeconds")}, which is ${agent.scrapeIntervalSeconds}: pods without an annotation would be scraped more often than pods may ask for`,
            fix: `Set ${key("agent.shortestIntervalSeconds")} to ${agent.scrapeIntervalSeconds} or less, or remove it.`,
          },
        ]
      : [],
};

const limitFitsProfile: Rule = {
  reads: ["agent.profile", "agent.memoryLimitMiB"],
  check: ({ agent }) => {
    if (agent?.memoryLimitMiB === undefined) return [];
    const least = PROFILES[agent.profile].memoryRequestMiB;
    if (agent.memoryLimitMiB >= least) return [];
    return [
      {
        path: key("agent.memoryLimitMiB"),
        value: agent.memoryLimitMiB,
        rule: `must be at least ${least}, the memory request of profile ${agent.profile}`,
        fix: `Set ${key("agent.memoryLimitMiB")} to ${least} or more, or choose a smaller ${key("agent.profile")}.`,
      },
    ];
  },
};

const limiterWithinLimit: Rule = {
  reads: ["agent.profile", "agent.memoryLimitMiB", "agent.memoryLimiterMiB"],
  check: ({ agent }) => {
    if (!agent) return [];
    const sizing = agentSizing(agent);
    const most = Math.floor(sizing.memoryLimitMiB * LARGEST_LIMITER_SHARE);
    if (sizing.memoryLimiterMiB <= most) return [];
    return [
      {
        path: key("agent.memoryLimiterMiB"),
        value: sizing.memoryLimiterMiB,
        rule: `must be at most ${most}, which is ${percentText(LARGEST_LIMITER_SHARE)} of the container's memory limit of ${sizing.memoryLimitMiB} MiB: above that the kernel kills the agent before the memory limiter acts`,
        fix: `Set ${key("agent.memoryLimiterMiB")} to ${most} or less, or ${key("agent.memoryLimitMiB")} to ${Math.ceil(sizing.memoryLimiterMiB / LARGEST_LIMITER_SHARE)} or more.`,
      },
    ];
  },
};

const localityFitsEnrichment: Rule = {
  reads: ["agent.locality", "agent.enrich"],
  check: ({ agent }) =>
    agent?.locality === "prefer" && agent.enrich
      ? [
          {
            path: key("agent.locality"),
            value: agent.locality,
            rule: `cannot be combined with ${key("agent.enrich")}: true: an agent watches the pods of its own node only, so data that falls back to it from another node would get no Kubernetes attributes`,
            fix: `Set ${key("agent.locality")}: require, or ${key("agent.enrich")}: false.`,
          },
        ]
      : [],
};

const tolerationsAreComplete: Rule = {
  reads: ["agent.tolerations"],
  check: ({ agent }) =>
    (agent?.tolerations ?? []).flatMap((toleration, index): Problem[] => {
      const path = key(`agent.tolerations[${index}]`);
      if (toleration.operator === "Exists" && toleration.value !== undefined)
        return [
          {
            path: `${path}.value`,
            value: toleration.value,
            rule: "must be absent with operator Exists, which matches every value",
            fix: `Remove ${path}.value, or set ${path}.operator: Equal.`,
          },
        ];
      if (toleration.operator === "Equal" && toleration.key === undefined)
        return [
          {
            path: `${path}.key`,
            rule: "is missing: operator Equal compares the value of one key",
            fix: `Set ${path}.key, or ${path}.operator: Exists to tolerate every taint.`,
          },
        ];
      return [];
    }),
};

const seriesLimitHasItsExporter = needsOwnImage(
  "agent.seriesPerNamespace",
  ({ agent }) => agent?.seriesPerNamespace,
  "the exporter that limits the series of a namespace",
);

const podLimitFitsProfile: Rule = {
  reads: ["agent.profile", "agent.samplesPerPod"],
  check: ({ agent }) => {
    if (agent?.samplesPerPod === undefined) return [];
    const most = PROFILES[agent.profile].sampleLimit;
    if (agent.samplesPerPod <= most) return [];
    return [
      {
        path: key("agent.samplesPerPod"),
        value: agent.samplesPerPod,
        rule: `must be at most ${most}, which the memory of profile ${agent.profile} is for`,
        fix: `Set ${key("agent.samplesPerPod")} to ${most} or less, or choose a larger ${key("agent.profile")}.`,
      },
    ];
  },
};

export const AGENT_RULES: readonly Rule[] = [
  timeoutWithinInterval,
  shortestWithinInterval,
  limitFitsProfile,
  limiterWithinLimit,
  localityFitsEnrichment,
  tolerationsAreComplete,
  seriesLimitHasItsExporter,
  podLimitFitsProfile,
];
