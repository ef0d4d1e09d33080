/** Resources for the tests of policies. */
import type { RegisteredResource } from "../../policy/run";
import { AGENT_SELECTOR } from "../../contract/collector/chart";

type Inputs = Record<string, unknown>;

/** A resource as a program registers it. */
export function resource(type: string, name: string, inputs: Inputs, protect = false): RegisteredResource {
  return { type, name, inputs, protect, urn: `urn:pulumi:test::gke-telemetry::${type}::${name}` };
}

/** A Kubernetes object; its metadata may be given in `fields`. */
export function object(kind: string, fields: Inputs): RegisteredResource {
  return resource(`kubernetes:test/v1:${kind}`, "thing", {
    kind,
    metadata: { name: "thing", namespace: "ns" },
    ...fields,
  });
}

export const SECURE_CONTAINER = {
  name: "main",
  image: "registry.example:5000/team/app:1.2.3",
  resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: 1, memory: "32Mi" } },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  },
};

/** A Deployment of one container that fulfils everything, but for what is given. */
export function deployment(container: Inputs = {}, podSpec: Inputs = {}, kind = "Deployment"): RegisteredResource {
  const spec = { containers: [{ ...SECURE_CONTAINER, ...container }], ...podSpec };
  return object(kind, { spec: { template: { metadata: { labels: { app: "thing" } }, spec } } });
}

/** Values of the collector's chart. */
export function chart(values: Inputs): RegisteredResource {
  return resource("kubernetes:helm.sh/v4:Chart", "otel", { chart: "c", values: { mode: "daemonset", ...values } });
}

/** The chart's own ConfigMap with a collector configuration, as a cluster's preview shows it. */
export function configuration(config: Inputs): RegisteredResource {
  return object("ConfigMap", { data: { relay: JSON.stringify(config) } });
}

/** A configuration that writes to a URL, with what is given of the exporter's client. */
export function writer(endpoint: string, client: Inputs = {}, extensions: Inputs = {}): RegisteredResource {
  return configuration({
    extensions,
    exporters: { prometheus_remote_write: { http: { endpoint, ...client } } },
    service: {
      extensions: Object.keys(extensions),
      pipelines: { metrics: { exporters: ["prometheus_remote_write"] } },
    },
  });
}

export const AGENT_LABELS = AGENT_SELECTOR;
