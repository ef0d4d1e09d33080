/** Objects of the Prometheus operator, and what they select. */
import { eventually } from "../../programs/processes";
import type { KubernetesObject, Metadata } from "../cluster/kubernetes";
import { environment } from "../environment";
import type { RunningTenantPod, Tenants } from "./tenants";

const GROUP = "monitoring.coreos.com";
const KINDS = { ServiceMonitor: "servicemonitors", PodMonitor: "podmonitors" } as const;
type Kind = keyof typeof KINDS;

/** Definition of a kind that accepts whatever an attacker might write, as an older operator's could. */
function definition(kind: Kind): KubernetesObject {
  const plural = KINDS[kind];
  const spec = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
        },
      ],
    },
  } as KubernetesObject;
}

/** Creates the operator's kinds where the cluster has none. */
export async function defineMonitors(tenants: Tenants): Promise<void> {
  const { api } = environment().server;
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const object = definition(kind);
    if (!(await api.exists(object))) await tenants.apply([object]);
  }
  await eventually("the API server serves the operator's kinds", 60, async () => {
    const { resources } = await api.get<{ resources: readonly unknown[] }>(`/apis/${GROUP}/v1`);
    if (resources.length < 2) throw new Error("not both yet");
  });
}

export function monitor(kind: Kind, namespace: string, name: string, spec: object, labels?: Metadata["labels"]) {
  const metadata = { name, namespace, ...(labels && { labels }) };
  return { apiVersion: `${GROUP}/v1`, kind, metadata, spec } as KubernetesObject;
}

/** A Service, and the EndpointSlice with which its controller would name these pods. */
export function serviceOf(
  { metadata }: { readonly metadata: Metadata & { readonly namespace: string } },
  port: { readonly name: string; readonly port: number },
  pods: readonly RunningTenantPod[],
): KubernetesObject[] {
  const { name, namespace } = metadata;
  return [
    { apiVersion: "v1", kind: "Service", metadata, spec: { clusterIP: "None", ports: [port] } } as KubernetesObject,
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${name}-a`, namespace, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      // Not the pods' own: the agents take no address from here.
      endpoints: pods.map(({ pod }, index) => ({
        addresses: [`192.0.2.${index + 1}`],
        nodeName: pod.spec.nodeName,
        conditions: { ready: true },
        targetRef: { kind: "Pod", name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
      })),
      ports: [{ ...port, protocol: "TCP" }],
    } as KubernetesObject,
  ];
}
