/** NetworkPolicies and the labels that they go by, and Services. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import type { NetworkPolicy } from "../../live/network/policy";
import type { Access, Right, Source } from "../source";
import { texts } from "./nodes";

export interface NamespaceThere {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const NAMESPACES_THERE: Source<NamespaceThere[]> = {
  what: "Namespaces",
  rights: () => [{ group: "", resources: ["namespaces"], verbs: ["list"] }],
  read: ({ list }) =>
    list("/api/v1/namespaces", (namespace) => ({
      name: textAt(namespace, "metadata", "name"),
      labels: texts(objectAt(namespace, "metadata", "labels")),
    })),
};

/** What a policy says about what comes in. One that names no types says it too. */
function policyOf(policy: Manifest): NetworkPolicy {
  const types = listAt(policy, "spec", "policyTypes");
  return {
    metadata: { name: textAt(policy, "metadata", "name"), namespace: textAt(policy, "metadata", "namespace") },
    spec: {
      podSelector: objectAt(policy, "spec", "podSelector"),
      policyTypes: types.length === 0 || types.includes("Ingress") ? ["Ingress"] : [],
      ingress: listAt(policy, "spec", "ingress") as NonNullable<NetworkPolicy["spec"]["ingress"]>,
    },
  };
}

export const NETWORK_POLICIES: Source<NetworkPolicy[]> = {
  what: "NetworkPolicies",
  rights: () => [{ group: "networking.k8s.io", resources: ["networkpolicies"], verbs: ["list"] }],
  read: ({ list }) => list("/apis/networking.k8s.io/v1/networkpolicies", policyOf),
};

export interface ServiceThere {
  /** Absent where there is no such Service. */
  readonly service?: Manifest;
  /** Pods behind it that are ready. */
  readonly readyEndpoints: number;
}

/** Rights for `serviceThere`: of any Service, because others say which. */
export const SERVICE_RIGHTS: readonly Right[] = [
  { group: "", resources: ["services"], verbs: ["get"] },
  { group: "discovery.k8s.io", resources: ["endpointslices"], verbs: ["list"] },
];

const isReady = (endpoint: unknown) => at(endpoint, "conditions", "ready") !== false;

/** A Service and what is behind it. */
export async function serviceThere({ api, list }: Access, namespace: string, name: string): Promise<ServiceThere> {
  const service = await api.get<Manifest>(`/api/v1/namespaces/${namespace}/services/${name}`);
  const ready = await list(
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io/service-name=${name}`,
    (slice) => listAt(slice, "endpoints").filter(isReady).length,
  );
  return { ...(service && { service }), readyEndpoints: ready.reduce((sum, count) => sum + count, 0) };
}
