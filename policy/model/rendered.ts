/** What the collector's chart renders from values that the model allows, and the ConfigMaps that its pods mount. */
import { allOf, anything, textOf, type Shape } from "../evidence/shape";
import { AGENT_CONFIGURATION } from "./collector/agent";
import { GATEWAY_CONFIGURATION } from "./collector/gateway";
import { EVENTS_CONFIGURATION, LOG_CONFIGURATION } from "./collector/logs";
import { SCRAPER_CONFIGURATION } from "./collector/scraper";
import { SAMPLER_CONFIGURATION } from "./collector/sampler";
import { AGENT_RULES, EVENTS_RULES, LOG_AGENT_RULES } from "./chart/permissions";
import { labelled, objectShape } from "./common";
import { entry, type Entry } from "./model";

/** The chart's values for the ConfigMap beside it, which components have not added yet. */
export const MOUNTED: { readonly "configMap?": Shape } = {
  "configMap?": { create: false, existingName: /[a-z-]+-[0-9a-f]{16}/ },
};

/** The ConfigMap beside a chart, whose name has a fingerprint of its content. */
const configuration = (workload: string, release: string, namespace: string, shape: Shape): Entry => {
  const name = new RegExp(`${workload}-[0-9a-f]{16}`);
  const fields = { immutable: true, data: { relay: textOf(shape) } };
  return entry(
    "ConfigMap",
    name,
    objectShape("v1", "ConfigMap", { name, namespace, labels: labelled(release) }, fields),
  );
};

const RBAC = "rbac.authorization.k8s.io";

const NAMESPACES = {
  otel: "open-telemetry",
  logs: "telemetry-logs",
  "logs-events": "telemetry-logs",
  scraper: "scraper",
  "trace-gateway": "tracing",
  "trace-sampler": "tracing",
} as const;

/** Namespaces of workloads other than those of traces. */
const WORKLOAD_NAMESPACES: Readonly<Record<string, string>> = {
  "otel-agent": NAMESPACES.otel,
  "otel-canary-agent": NAMESPACES.otel,
  "logs-agent": NAMESPACES.logs,
  "logs-events": NAMESPACES.logs,
  scraper: NAMESPACES.scraper,
};

/** The role of a DaemonSet that watches objects, and its binding. */
const podReader = (
  role: string,
  binding: string,
  rules: Shape,
  subject: { readonly name: string; readonly namespace: string },
): Entry[] => [
  entry("ClusterRole", role, {
    "apiVersion?": `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name: role, "labels?": anything },
    rules,
  }),
  entry("ClusterRoleBinding", binding, {
    "apiVersion?": `${RBAC}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: binding, "labels?": anything },
    roleRef: { "apiGroup?": RBAC, kind: "ClusterRole", name: role },
    subjects: [{ kind: "ServiceAccount", ...subject }],
  }),
];

/** Policies about pods, Services and roles check what the shapes leave open. */
export const RENDERED: readonly Entry[] = [
  configuration("otel-agent", "otel", NAMESPACES.otel, AGENT_CONFIGURATION),
  configuration("otel-canary-agent", "otel-canary", NAMESPACES.otel, AGENT_CONFIGURATION),
  configuration("trace-gateway", "trace-gateway", "tracing", GATEWAY_CONFIGURATION),
  configuration("trace-sampler", "trace-sampler", "tracing", SAMPLER_CONFIGURATION),
  configuration("scraper", "scraper", NAMESPACES.scraper, SCRAPER_CONFIGURATION),
  configuration("logs-agent", "logs", NAMESPACES.logs, LOG_CONFIGURATION),
  configuration("logs-events", "logs-events", NAMESPACES.logs, EVENTS_CONFIGURATION),
  ...podReader("otel-agent", "otel-discoverer", AGENT_RULES, { name: "otel", namespace: NAMESPACES.otel }),
  ...podReader("logs-log-agent", "logs-log-agent", LOG_AGENT_RULES, { name: "logs", namespace: NAMESPACES.logs }),
  ...podReader("logs-events", "logs-events", EVENTS_RULES, { name: "logs-events", namespace: NAMESPACES.logs }),
  ...(["otel", "logs", "logs-events", "trace-gateway", "trace-sampler", "scraper"] as const).map((name) =>
    entry("ServiceAccount", name, {
      "apiVersion?": "v1",
      kind: "ServiceAccount",
      metadata: { name, namespace: NAMESPACES[name], "labels?": anything },
      automountServiceAccountToken: !name.startsWith("trace-"),
    }),
  ),
  ...(
    [
      ["DaemonSet", "otel-agent"],
      ["DaemonSet", "otel-canary-agent"],
      ["DaemonSet", "logs-agent"],
      ["Deployment", "logs-events"],
      ["Deployment", "trace-gateway"],
      ["Deployment", "scraper"],
      ["StatefulSet", "trace-sampler"],
      ["Service", "trace-gateway"],
      ["Service", "trace-sampler"],
      ["HorizontalPodAutoscaler", "trace-gateway"],
      ["PodDisruptionBudget", "trace-gateway"],
      ["PodDisruptionBudget", "trace-sampler"],
    ] as const
  ).map(([kind, name]) =>
    entry(
      kind,
      name,
      allOf({
        "apiVersion?": /.+/,
        kind,
        metadata: {
          name,
          namespace: WORKLOAD_NAMESPACES[name] ?? "tracing",
          "labels?": anything,
          "annotations?": {},
        },
        spec: anything,
      }),
    ),
  ),
];
