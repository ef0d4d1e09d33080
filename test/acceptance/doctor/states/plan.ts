/** States in which the cluster is not as planned. */
import { NAMES, NAMESPACES } from "../../../../contract/names";
import type { KubernetesObject } from "../../cluster/kubernetes";
import { RECORD } from "../../../../tools/gameday/record";
import { type Lab, NETWORK_PLUGIN } from "../lab";
import type { State } from "./state";

const replicated = (lab: Lab, status: object) => lab.put(lab.workload("StatefulSet", NAMES.prometheus), { ...status });

export const PLAN_STATES: readonly State[] = [
  {
    made: "a NetworkPolicy of the stack was deleted",
    make: (lab) => lab.remove(lab.own("NetworkPolicy", NAMES.agentDaemonSet)),
    check: "planned-objects-exist",
    says: /^NetworkPolicy open-telemetry\/otel-agent: it does not exist\. npm run up/,
  },
  {
    made: "somebody edits a Service of the stack",
    make: (lab) => {
      const service = lab.own("Service", NAMES.agentService) as KubernetesObject & { readonly spec: object };
      return lab.put({ ...service, spec: { ...service.spec, internalTrafficPolicy: "Cluster" } } as KubernetesObject);
    },
    check: "objects-as-planned",
    says: /^Service open-telemetry\/otel-agent: spec\.internalTrafficPolicy is "Cluster", planned is "Local"/,
  },
  {
    made: "Prometheus is not ready",
    make: (lab) => replicated(lab, { replicas: 1, readyReplicas: 0, availableReplicas: 0 }),
    check: "workloads-ready",
    says: /^StatefulSet monitoring\/prometheus: 0 of its 1 pods are ready/,
  },
  {
    made: "a game day was killed before it brought the store back",
    make: async (lab) => {
      const store = lab.workload("StatefulSet", NAMES.prometheus);
      const annotations = { ...store.metadata.annotations, [RECORD]: "replicas=1 until=1764334800" };
      await lab.put({ ...store, metadata: { ...store.metadata, annotations } });
    },
    check: "game-day-over",
    says: /^StatefulSet monitoring\/prometheus: a game day has left it behind without pods; it was to end at 2025-11-28 13:00 UTC\. npm run gameday .*--end/,
  },
  {
    made: "somebody takes the Pod Security level off a namespace",
    make: (lab) => {
      const { labels, ...metadata } = lab.own("Namespace", NAMESPACES.agent).metadata;
      const enforce = "pod-security.kubernetes.io/enforce";
      return lab.put({
        ...lab.own("Namespace", NAMESPACES.agent),
        metadata: { ...metadata, labels: { ...labels, [enforce]: "privileged" } },
      });
    },
    check: "levels-enforced",
    says: /^Namespace open-telemetry: its label pod-security\.kubernetes\.io\/enforce is privileged, and planned is restricted/,
  },
  {
    made: "nothing enforces NetworkPolicies",
    make: (lab) => lab.remove(NETWORK_PLUGIN),
    check: "policies-enforced",
    says: /^NetworkPolicies: they are perhaps not enforced/,
  },
];
