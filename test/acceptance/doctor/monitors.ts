/** The kinds of the Prometheus operator. */
import { eventually } from "../../programs/processes";
import type { KubernetesApi, KubernetesObject } from "../cluster/kubernetes";

export const OPERATOR = "monitoring.coreos.com";

const KINDS = [
  { kind: "ServiceMonitor", plural: "servicemonitors", version: "v1" },
  { kind: "PodMonitor", plural: "podmonitors", version: "v1" },
  { kind: "Prometheus", plural: "prometheuses", version: "v1" },
  { kind: "PrometheusAgent", plural: "prometheusagents", version: "v1alpha1" },
] as const;

function definition({ kind, plural, version }: (typeof KINDS)[number]): KubernetesObject {
  const spec = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${OPERATOR}` },
    spec: {
      group: OPERATOR,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  } as KubernetesObject;
}

/** Creates the operator's kinds, as its chart does. */
export async function defineMonitors(api: KubernetesApi): Promise<void> {
  for (const kind of KINDS) await api.apply(definition(kind));
  for (const { plural, version } of KINDS)
    await eventually(`the API server serves ${plural}`, 60, () =>
      api.get(`/apis/${OPERATOR}/${version}/${plural}`).then(() => undefined),
    );
}
