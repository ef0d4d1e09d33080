/** States without an agent on a node. */
import { daemonSet, node, ONE, refused, TWO, withPodSpec } from "./agentChanges";
import type { State } from "./state";

const CHECK = "agent-on-every-node";

export const MISSING_AGENTS: readonly State[] = [
  {
    made: "a node has a taint that no setting tolerates",
    make: async (lab) => {
      await lab.remove(lab.agentOn(TWO!));
      const tolerations = [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists" }];
      await lab.put(withPodSpec(daemonSet(lab), { tolerations }));
      await lab.put(node(TWO, {}, { taints: [{ key: "dedicated", value: "gpu", effect: "NoSchedule" }] }));
    },
    check: CHECK,
    says: /^acceptance-2: no agent.*the taint dedicated=gpu:NoSchedule keeps it away/,
  },
  {
    made: "somebody edits the DaemonSet's node selector",
    make: async (lab) => {
      await lab.remove(lab.agentOn(TWO!));
      await lab.put(withPodSpec(daemonSet(lab), { nodeSelector: { pool: "blue" } }));
      await lab.put(node(ONE, { pool: "blue" }));
    },
    check: CHECK,
    says: /^acceptance-2: no agent.*selects nodes with the label pool=blue/,
  },
  {
    made: "a webhook adds a node affinity to the DaemonSet",
    make: async (lab) => {
      await lab.remove(lab.agentOn(TWO!));
      const nodeSelectorTerms = [{ matchExpressions: [{ key: "pool", operator: "In", values: ["blue"] }] }];
      const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
      await lab.put(withPodSpec(daemonSet(lab), { affinity: { nodeAffinity } }));
      await lab.put(node(ONE, { pool: "blue" }));
    },
    check: CHECK,
    says: /^acceptance-2: no agent.*node affinity leaves it out/,
  },
  {
    made: "the namespace's ResourceQuota is used up",
    make: refused(
      'pods "otel-agent-7xk2p" is forbidden: exceeded quota: team, requested: pods=1, used: pods=1, limited: pods=1',
    ),
    check: CHECK,
    says: /^acceptance-2: no agent.*a ResourceQuota is used up \(forbidden: exceeded quota: team.* describe resourcequota team/,
  },
  {
    made: "a ResourceQuota asks for what the pod does not state",
    make: refused('pods "otel-agent-7xk2p" is forbidden: failed quota: team: must specify requests.ephemeral-storage'),
    check: CHECK,
    says: /^acceptance-2: no agent.*asks for requests and limits.*resourcequota team/,
  },
  {
    made: "the namespace enforces another Pod Security level",
    make: refused(
      'pods "otel-agent-7xk2p" is forbidden: violates PodSecurity "restricted:latest": restricted volume types (volume "queue" uses restricted volume type "hostPath")',
    ),
    check: CHECK,
    says: /^acceptance-2: no agent.*Pod Security level refuses it.*uses restricted volume type "hostPath"/,
  },
  {
    made: "no pod can be made, because the service account is gone",
    make: refused(
      'pods "otel-agent-" is forbidden: error looking up service account open-telemetry/otel: serviceaccount "otel" not found',
    ),
    check: CHECK,
    says: /^acceptance-2: no agent.*its service account does not exist/,
  },
  {
    made: "the agents' PriorityClass was deleted",
    make: refused('pods "otel-agent-" is forbidden: no PriorityClass with name otel-agent was found'),
    check: CHECK,
    says: /^acceptance-2: no agent.*its PriorityClass does not exist/,
  },
  {
    made: "an admission webhook refuses the pod",
    make: refused(
      'admission webhook "validate.kyverno.svc-fail" denied the request: resource Pod/open-telemetry/otel-agent- was blocked due to the following policies',
    ),
    check: CHECK,
    says: /^acceptance-2: no agent.*an admission webhook.* refuses it.*grep validate/,
  },
  {
    made: "the DaemonSet was deleted",
    make: (lab) => lab.remove(daemonSet(lab)),
    check: CHECK,
    says: /^DaemonSet open-telemetry\/otel-agent: it does not exist.*npm run up -- --stack local/,
  },
];
