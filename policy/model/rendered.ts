/** What the collector's chart renders from values that the model allows, as the preview of a cluster shows it. */
import { allOf, anything, textOf, type Shape } from "../evidence/shape";
import { AGENT_CONFIGURATION } from "./collector/agent";
import { GATEWAY_CONFIGURATION } from "./collector/gateway";
import { SAMPLER_CONFIGURATION } from "./collector/sampler";
import { AGENT_RULES } from "./chart/permissions";
import { entry, type Entry } from "./model";

const configuration = (name: string, shape: Shape): Entry =>
  entry("ConfigMap", name, {
    "apiVersion?": "v1",
    kind: "ConfigMap",
    metadata: anything,
    data: { relay: textOf(shape) },
  });

const RBAC = "rbac.authorization.k8s.io";

/** Policies about pods, Services and roles check what the shapes leave open. */
export const RENDERED: readonly Entry[] = [
  configuration("otel-agent", AGENT_CONFIGURATION),
  configuration("trace-gateway", GATEWAY_CONFIGURATION),
  configuration("trace-sampler", SAMPLER_CONFIGURATION),
  entry("ClusterRole", "otel-agent", {
    "apiVersion?": `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name: "otel-agent", "labels?": anything },
    rules: AGENT_RULES,
  }),
  entry("ClusterRoleBinding", "otel-discoverer", {
    "apiVersion?": `${RBAC}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "otel-discoverer", "labels?": anything },
    roleRef: { "apiGroup?": RBAC, kind: "ClusterRole", name: "otel-agent" },
    subjects: [{ kind: "ServiceAccount", name: "otel", namespace: "open-telemetry" }],
  }),
  ...(["otel", "trace-gateway", "trace-sampler"] as const).map((name) =>
    entry("ServiceAccount", name, {
      "apiVersion?": "v1",
      kind: "ServiceAccount",
      metadata: { name, namespace: name === "otel" ? "open-telemetry" : "tracing", "labels?": anything },
      automountServiceAccountToken: name === "otel",
    }),
  ),
  ...(
    [
      ["DaemonSet", "otel-agent"],
      ["Deployment", "trace-gateway"],
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
          namespace: kind === "DaemonSet" ? "open-telemetry" : "tracing",
          "labels?": anything,
          "annotations?": {},
        },
        spec: anything,
      }),
    ),
  ),
];
