/** Every resource that a stack may have. */
import { anything } from "../evidence/shape";
import { COMPONENTS, RELEASES } from "./charts";
import { GOOGLE } from "./google";
import { entry, type Entry } from "./model";
import { ALERTMANAGER } from "./parts/alerts/alertmanager";
import { CREDENTIALS } from "./parts/credentials";
import { COLLECTOR_OBJECTS } from "./parts/collectors";
import { DEMO } from "./parts/demo";
import { GRAFANA } from "./parts/grafana";
import { JAEGER } from "./parts/jaeger";
import { LOGS } from "./parts/logs";
import { NAMESPACES } from "./parts/namespaces";
import { KUBE_STATE_METRICS } from "./parts/metrics/kubeStateMetrics";
import { NODE_EXPORTER } from "./parts/metrics/nodeExporter";
import { PAGES } from "./parts/pages";
import { PROMETHEUS } from "./parts/metrics/prometheus";
import { RENDERED } from "./rendered";

/** The engine's own resources. */
const ENGINE: readonly Entry[] = [
  entry("pulumi:pulumi:Stack", /.+/, anything),
  ...["gcp", "kubernetes", "pulumi", "pulumi-nodejs", "random", "tls"].map((name) =>
    entry(`pulumi:providers:${name}`, /default.*/, anything),
  ),
];

/** Network policies, which the rule `network-policies` checks. */
const NETWORK_POLICIES: readonly Entry[] = [entry("NetworkPolicy", /[a-z0-9-]+/, anything)];

export const MODEL: readonly Entry[] = [
  ...PROMETHEUS,
  ...ALERTMANAGER,
  ...CREDENTIALS,
  ...GRAFANA,
  ...JAEGER,
  ...NODE_EXPORTER,
  ...KUBE_STATE_METRICS,
  ...COLLECTOR_OBJECTS,
  ...LOGS,
  ...DEMO,
  ...NAMESPACES,
  ...PAGES,
  ...NETWORK_POLICIES,
  ...GOOGLE,
  ...RELEASES,
  ...COMPONENTS,
  ...RENDERED,
  ...ENGINE,
];

/** The entries of some kinds. */
export const entriesOf = (...kinds: readonly string[]): readonly Entry[] =>
  MODEL.filter(({ kind }) => kinds.some((one) => (one.endsWith(":") ? kind.startsWith(one) : kind === one)));
