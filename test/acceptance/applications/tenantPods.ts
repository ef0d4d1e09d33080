/** A pod of a tenant, as its author would write it. */
import type { Metadata } from "../cluster/kubernetes";
import type { NodeName } from "../cluster/nodes";
import type { Pod } from "../cluster/pods";

export interface TenantPod {
  readonly name: string;
  readonly namespace: string;
  readonly node?: NodeName;
  readonly labels?: Metadata["labels"];
  readonly annotations?: Metadata["annotations"];
  readonly ownerReferences?: Metadata["ownerReferences"];
  /** Ports that its container declares, by name. Default: none. */
  readonly ports?: Readonly<Record<string, number>>;
  /** Default: none. */
  readonly initContainers?: Pod["spec"]["initContainers"];
}

export function podObject(pod: TenantPod & { readonly node: NodeName }): Pod {
  const { name, namespace, node, labels, annotations, ownerReferences, ports = {}, initContainers } = pod;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...(ownerReferences && { ownerReferences }),
    },
    spec: {
      nodeName: node,
      ...(initContainers && { initContainers }),
      containers: [
        {
          name: "main",
          image: "example.invalid/application:1",
          ports: Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort })),
        },
      ],
    },
  };
}
