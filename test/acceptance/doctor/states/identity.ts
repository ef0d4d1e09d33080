/** States of the agents' identity. */
import { NAMES } from "../../../../contract/names";
import type { KubernetesObject } from "../../cluster/kubernetes";
import type { Lab } from "../lab";
import type { State } from "./state";

const role = (lab: Lab) => lab.own("ClusterRole", NAMES.agentClusterRole);
const binding = (lab: Lab) => lab.own("ClusterRoleBinding", NAMES.agentClusterRoleBinding);

export const IDENTITY_STATES: readonly State[] = [
  {
    made: "the agents' ClusterRole was deleted",
    make: (lab) => lab.remove(role(lab)),
    check: "agents-have-role",
    says: /^ClusterRole otel-agent: it does not exist\. npm run up -- --stack local/,
  },
  {
    made: "the agents' ClusterRoleBinding was deleted",
    make: (lab) => lab.remove(binding(lab)),
    check: "agents-may-read",
    says: /^ServiceAccount open-telemetry\/otel: it may not list and watch pods and get nodes\/metrics.*kubectl auth can-i list pods --as=system:serviceaccount:open-telemetry:otel/,
  },
  {
    made: "the ClusterRole lacks the right to watch pods",
    make: (lab) =>
      lab.put({ ...role(lab), rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }] } as KubernetesObject),
    check: "agents-have-role",
    says: /^ClusterRole otel-agent: it does not allow to watch pods and get nodes\/metrics/,
  },
  {
    made: "the binding names another service account",
    make: (lab) => {
      const subjects = [{ kind: "ServiceAccount", name: "default", namespace: "open-telemetry" }];
      return lab.put({ ...binding(lab), subjects } as KubernetesObject);
    },
    check: "agents-have-role",
    says: /^ClusterRoleBinding otel-discoverer: it does not bind ClusterRole otel-agent to ServiceAccount open-telemetry\/otel/,
  },
  {
    made: "the agents' service account was deleted",
    make: (lab) => lab.remove(lab.own("ServiceAccount", NAMES.agentServiceAccount)),
    check: "agents-have-role",
    says: /^ServiceAccount open-telemetry\/otel: it does not exist/,
  },
  {
    made: "nobody has rotated the passwords for more than a year",
    make: () => Promise.resolve(),
    daysLater: 400,
    check: "passwords-are-new",
    says: /^Secret open-telemetry\/remote-write-credentials: its passwords have not changed for 400 days\. npm run rotate -- --stack local passwords/,
  },
];
