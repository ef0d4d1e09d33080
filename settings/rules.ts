/**
 * Rules that look at several settings at once. Each names the paths that it reads: it is left out while one of them
 * has a problem of its own, so that one mistake is not reported twice.
 */
import type { Problem } from "./errors";
import { PROFILES, agentSizing } from "./profiles";
import type { Settings } from "./schema";
import { affordableRetentionHours, blockBytes, neededStorageGiB, retainedBytes } from "./storage";
import { countText, gibText } from "./units";

/** The sections that could be read; one that is beyond repair is absent. */
export type PartialSettings = { readonly [Section in keyof Settings]?: Settings[Section] | undefined };

/** Which credentials of the `remote` kind are set, and whether each is encrypted. */
export type CredentialKeys = Readonly<Record<string, { readonly encrypted: boolean } | undefined>>;

export interface RuleInput extends PartialSettings {
  readonly credentials: CredentialKeys;
}

export interface Rule {
  /** Paths without prefix, such as `agent.profile`. */
  readonly reads: readonly string[];
  readonly check: (settings: RuleInput) => readonly Problem[];
}

const key = (path: string) => `gke-telemetry:${path}`;

/** Flat keys under which the credentials of the `remote` kind are kept. */
export const CREDENTIAL_KEYS = ["remoteWriteUsername", "remoteWritePassword", "remoteWriteBearerToken"] as const;

/** Part of the container's memory that is the Go runtime's soft limit; the chart sets GOMEMLIMIT to it. */
const GO_MEMORY_SHARE = 0.8;

const timeoutWithinInterval: Rule = {
  reads: ["agent.scrapeTimeoutSeconds", "agent.scrapeIntervalSeconds"],
  check: ({ agent }) =>
    agent && agent.scrapeTimeoutSeconds > agent.scrapeIntervalSeconds
      ? [
          {
            path: key("agent.scrapeTimeoutSeconds"),
            value: agent.scrapeTimeoutSeconds,
            rule: `must not exceed ${key("agent.scrapeIntervalSeconds")}, which is ${agent.scrapeIntervalSeconds}: a scrape would still be running when the next one is due`,
            fix: `Set ${key("agent.scrapeTimeoutSeconds")} to ${agent.scrapeIntervalSeconds} or less, or raise the interval.`,
          },
        ]
      : [],
};

const limiterWithinLimit: Rule = {
  reads: ["agent.profile", "agent.memoryLimitMiB", "agent.memoryLimiterMiB"],
  check: ({ agent }) => {
    if (!agent) return [];
    const sizing = agentSizing(agent);
    const most = Math.floor(sizing.memoryLimitMiB * GO_MEMORY_SHARE);
    if (sizing.memoryLimiterMiB <= most) return [];
    return [
      {
        path: key("agent.memoryLimiterMiB"),
        value: sizing.memoryLimiterMiB,
        rule: `must be at most ${most}, which is 80 % of the container's memory limit of ${sizing.memoryLimitMiB} MiB: above it the kernel kills the agent before the limiter acts`,
        fix: `Set ${key("agent.memoryLimiterMiB")} to ${most} or less, or ${key("agent.memoryLimitMiB")} to ${Math.ceil(sizing.memoryLimiterMiB / GO_MEMORY_SHARE)} or more.`,
      },
    ];
  },
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

const localityFitsEnrichment: Rule = {
  reads: ["agent.locality", "agent.enrich"],
  check: ({ agent }) =>
    agent?.locality === "prefer" && agent.enrich
      ? [
          {
            path: key("agent.locality"),
            value: agent.locality,
            rule: `cannot be combined with ${key("agent.enrich")}: true: an agent knows the pods of its own node only, so what falls back to it from another node would stay without its Kubernetes attributes`,
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

const nodesInOrder: Rule = {
  reads: ["cluster.nodePool.minNodes", "cluster.nodePool.maxNodes"],
  check: ({ cluster }) =>
    cluster?.kind === "gke" && cluster.nodePool.minNodes > cluster.nodePool.maxNodes
      ? [
          {
            path: key("cluster.nodePool.minNodes"),
            value: cluster.nodePool.minNodes,
            rule: `must not exceed ${key("cluster.nodePool.maxNodes")}, which is ${cluster.nodePool.maxNodes}`,
            fix: `Lower ${key("cluster.nodePool.minNodes")} or raise ${key("cluster.nodePool.maxNodes")}.`,
          },
        ]
      : [],
};

const retentionFitsVolume: Rule = {
  reads: ["metrics.retentionHours", "metrics.storageGiB", "metrics.expectedSamplesPerSecond"],
  check: ({ metrics }) => {
    if (metrics?.kind !== "prometheus" || retainedBytes(metrics) <= blockBytes(metrics)) return [];
    const affordable = affordableRetentionHours(metrics);
    return [
      {
        path: key("metrics.retentionHours"),
        value: metrics.retentionHours,
        rule: `does not fit ${key("metrics.storageGiB")} of ${metrics.storageGiB}: ${metrics.retentionHours} h × 3,600 s × ${countText(metrics.expectedSamplesPerSecond)} samples/s × 2 bytes = ${gibText(retainedBytes(metrics))}, and 80 % of the volume is ${gibText(blockBytes(metrics))}`,
        fix: `Set ${key("metrics.storageGiB")} to ${neededStorageGiB(metrics)} or more${affordable >= 1 ? `, or ${key("metrics.retentionHours")} to ${affordable} or less` : ""}.`,
      },
    ];
  },
};

const credentialsMatchKind: Rule = {
  reads: ["metrics.kind"],
  check: ({ metrics, credentials }) =>
    metrics?.kind !== "prometheus"
      ? []
      : CREDENTIAL_KEYS.filter((name) => credentials[name]).map((name) => ({
          path: key(name),
          rule: `is set, but ${key("metrics.kind")} is prometheus, which takes no credentials from settings`,
          fix: `Remove ${key(name)}, or set ${key("metrics.kind")}: remote.`,
        })),
};

const credentialsAreEncrypted: Rule = {
  reads: [],
  check: ({ credentials }) =>
    CREDENTIAL_KEYS.filter((name) => credentials[name]?.encrypted === false).map((name) => ({
      path: key(name),
      rule: "is not encrypted in the stack file",
      fix: `Set it again with: pulumi config set --secret ${key(name)}. Then rotate it: it was readable.`,
    })),
};

const credentialsAreComplete: Rule = {
  reads: [],
  check: ({ credentials }) => {
    const { remoteWriteUsername, remoteWritePassword, remoteWriteBearerToken } = credentials;
    const problems: Problem[] = [];
    const missing =
      remoteWriteUsername && !remoteWritePassword
        ? "remoteWritePassword"
        : remoteWritePassword && !remoteWriteUsername
          ? "remoteWriteUsername"
          : undefined;
    if (missing)
      problems.push({
        path: key(missing),
        rule: "is missing: basic authentication needs a user name and a password",
        fix: `Set it with: pulumi config set --secret ${key(missing)}.`,
      });
    if (remoteWriteBearerToken && (remoteWriteUsername ?? remoteWritePassword))
      problems.push({
        path: key("remoteWriteBearerToken"),
        rule: "cannot be combined with a user name and a password: a request carries one kind of credentials",
        fix: `Remove ${key("remoteWriteBearerToken")}, or ${key("remoteWriteUsername")} and ${key("remoteWritePassword")}.`,
      });
    return problems;
  },
};

const credentialsNeedEncryption: Rule = {
  reads: ["metrics.kind", "metrics.url"],
  check: ({ metrics, credentials }) =>
    metrics?.kind === "remote" && metrics.url.startsWith("http:") && CREDENTIAL_KEYS.some((name) => credentials[name])
      ? [
          {
            path: key("metrics.url"),
            value: metrics.url,
            rule: "must begin with https:// when credentials are sent to it",
            fix: "Use the https address of the endpoint.",
          },
        ]
      : [],
};

const addressesCarryNoCredentials: Rule = {
  reads: ["metrics.url", "metrics.queryUrl"],
  check: ({ metrics }) =>
    metrics?.kind !== "remote"
      ? []
      : (["url", "queryUrl"] as const)
          .filter((name) => metrics[name] !== undefined && new URL(metrics[name]).username !== "")
          .map((name) => ({
            path: key(`metrics.${name}`),
            rule: "must not carry a user name or password, which would stand readable in the stack file",
            fix: `Take them out, and set ${CREDENTIAL_KEYS.slice(0, 2).map(key).join(" and ")} with: pulumi config set --secret.`,
          })),
};

/** Every rule, in the order in which problems are told. */
export const RULES: readonly Rule[] = [
  timeoutWithinInterval,
  limitFitsProfile,
  limiterWithinLimit,
  localityFitsEnrichment,
  tolerationsAreComplete,
  nodesInOrder,
  retentionFitsVolume,
  credentialsAreEncrypted,
  credentialsMatchKind,
  credentialsAreComplete,
  credentialsNeedEncryption,
  addressesCarryNoCredentials,
];
