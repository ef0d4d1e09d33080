/** Nodes without an agent, and why. */
import { type Manifest, textAt } from "../../../../policy/evidence/reading";
import { PROJECT } from "../../../../settings/schema/settings";
import { podSpecOf } from "../../../live/wanted";
import { check, type Finding } from "../../check";
import { AGENT_DAEMON_SET, AGENT_EVENTS, AGENT_PODS, CANARY_DAEMON_SET, type EventThere } from "../../sources/agents";
import { isLinux, NODES, type NodeThere } from "../../sources/nodes";
import { type Expected, NOW } from "../../source";
import { applyText, describe } from "../commands";
import { isLeftOutByAffinity, missingLabels, refusingTaints, taintText } from "./scheduling";

type Cause = Pick<Finding, "text" | "fix">;

/** For so long a node may be new, and its agent about to be made. */
const NEW_SECONDS = 60;

const NO_AGENT = "no agent, and nothing there is scraped";

/** Whether the settings leave a node out on purpose. */
function isLeftOut(node: NodeThere, { plan }: Expected): boolean {
  if (!isLinux(node)) return true;
  const selector = plan?.planned.settings.agent.nodeSelector ?? {};
  return Object.entries(selector).some(([key, value]) => node.labels[key] !== value);
}

function taintCause(podSpec: Manifest, node: NodeThere): Cause | undefined {
  const [taint] = refusingTaints(podSpec, node);
  if (!taint) return undefined;
  return {
    text: `${NO_AGENT}: the taint ${taintText(taint)} keeps it away`,
    fix: `Add the taint to ${PROJECT}:agent.tolerations and update the stack, or take it off: kubectl taint node NODE ${taintText(taint)}-`,
  };
}

function selectorCause(podSpec: Manifest, node: NodeThere, expected: Expected): Cause | undefined {
  const [label] = missingLabels(podSpec, node);
  if (label) {
    const [key, value] = label;
    return {
      text: `${NO_AGENT}: the DaemonSet selects nodes with the label ${key}=${value}`,
      fix: `Remove it from ${PROJECT}:agent.nodeSelector, or label the node: kubectl label node NODE ${key}=${value}; ${applyText(expected)} undoes an edit by hand`,
    };
  }
  if (!isLeftOutByAffinity(podSpec, node)) return undefined;
  const canary = expected.plan?.planned.settings.agent.canary;
  if (canary && Object.entries(canary.nodeSelector).every(([key, value]) => node.labels[key] === value))
    return {
      text: `${NO_AGENT}: it is a node of the canary, and the canary's DaemonSet does not exist`,
      fix: `${applyText(expected)} creates it anew`,
    };
  return {
    text: `${NO_AGENT}: the DaemonSet's node affinity leaves it out`,
    fix: `The stack sets none but that of its canary (${PROJECT}:agent.canary): ${applyText(expected)} takes it off; if it comes back, a webhook of the cluster sets it`,
  };
}

interface Refusal {
  readonly pattern: RegExp;
  readonly cause: string;
  readonly fix: (expected: Expected, match: RegExpExecArray) => string;
}

/** Why the API server takes no pod of the DaemonSet, by the words of its admission. */
const REFUSALS: readonly Refusal[] = [
  {
    pattern: /exceeded quota: ([^,]+)/,
    cause: "a ResourceQuota is used up",
    fix: ({ names }, [, quota]) =>
      `Raise it, or delete it if nobody meant the agents: kubectl --namespace ${names.agent.namespace} describe resourcequota ${quota ?? ""}`,
  },
  {
    pattern: /failed quota: ([^:]+): must specify/,
    cause: "a ResourceQuota asks for requests and limits that the pod does not have",
    fix: ({ names }, [, quota]) =>
      `Take them out of the quota: kubectl --namespace ${names.agent.namespace} describe resourcequota ${quota ?? ""}`,
  },
  {
    pattern: /violates PodSecurity "([^"]+)"/,
    cause: "the namespace's Pod Security level refuses it",
    fix: (expected, [, level]) =>
      `The label pod-security.kubernetes.io/enforce is not the stack's (it enforces ${level ?? ""}): ${applyText(expected)} sets it anew`,
  },
  {
    pattern: /serviceaccount "([^"]+)" not found/,
    cause: "its service account does not exist",
    fix: (expected) => `${applyText(expected)} creates it anew`,
  },
  {
    pattern: /no PriorityClass with name (\S+) was found/,
    cause: "its PriorityClass does not exist",
    fix: (expected) =>
      `${applyText(expected)} creates it anew, unless ${PROJECT}:agent.priorityClassName names one of yours`,
  },
  {
    pattern: /admission webhook "([^"]+)"/,
    cause: "an admission webhook of the cluster refuses it",
    fix: (_, [, webhook]) =>
      `Exempt the agents' namespace from it, or mend it: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations | grep ${webhook?.split(".")[0] ?? ""}`,
  },
];

function refusalCause(name: string, events: readonly EventThere[], expected: Expected): Cause | undefined {
  const about = `DaemonSet ${name}`;
  const event = events.find((one) => one.about === about && one.reason === "FailedCreate");
  if (!event) return undefined;
  const known = REFUSALS.map((refusal) => ({ ...refusal, match: refusal.pattern.exec(event.message) })).find(
    ({ match }) => match !== null,
  );
  const words = event.message.replace(/^Error creating: (pods "[^"]*" is )?/, "");
  return {
    text: `${NO_AGENT}: ${known?.cause ?? "the API server takes no pod"} (${words})`,
    fix: known?.match ? known.fix(expected, known.match) : describe(expected, "daemonset", name),
  };
}

/** The canary's, on a node that it selects, or that of the other agents. */
function daemonSetFor(node: NodeThere, daemonSet: Manifest, canary: Manifest | undefined): Manifest {
  return canary && missingLabels(podSpecOf({ manifest: canary }), node).length === 0 ? canary : daemonSet;
}

function causeFor(node: NodeThere, daemonSet: Manifest, events: readonly EventThere[], expected: Expected): Cause {
  const podSpec = podSpecOf({ manifest: daemonSet });
  const name = textAt(daemonSet, "metadata", "name");
  return (
    selectorCause(podSpec, node, expected) ??
    taintCause(podSpec, node) ??
    refusalCause(name, events, expected) ?? {
      text: `${NO_AGENT}: the DaemonSet controller has made no pod for it, and says no reason`,
      fix: describe(expected, "daemonset", name),
    }
  );
}

export const agentOnEveryNode = check({
  id: "agent-on-every-node",
  healthy: "every Linux node has an agent",
  severity: "problem",
  hint: "docs/runbooks/NodeWithoutAgent.md",
  needs: {
    nodes: NODES,
    daemonSet: AGENT_DAEMON_SET,
    canary: CANARY_DAEMON_SET,
    pods: AGENT_PODS,
    events: AGENT_EVENTS,
    now: NOW,
  },
  find: ({ nodes, daemonSet, canary, pods, events, now }, expected) => {
    const { namespace, daemonSet: name } = expected.names.agent;
    if (!daemonSet)
      return [
        {
          subject: `DaemonSet ${namespace}/${name}`,
          text: "it does not exist, so no node has an agent",
          fix: expected.plan
            ? applyText(expected)
            : `Name the agents' namespace with --namespace, or the stack with --stack`,
        },
      ];
    const covered = new Set(pods.filter(({ isBeingDeleted }) => !isBeingDeleted).map(({ node }) => node));
    return nodes
      .filter((node) => !covered.has(node.name) && !isLeftOut(node, expected))
      .filter(({ created }) => now - created > NEW_SECONDS * 1000)
      .map((node) => ({
        subject: node.name,
        ...causeFor(node, daemonSetFor(node, daemonSet, canary), events, expected),
      }));
  },
});
