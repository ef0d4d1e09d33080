/** Agents that do not run as they should. */
import { PROJECT } from "../../../../settings/schema/settings";
import { counted } from "../../../text";
import { check, type Finding } from "../../check";
import { AGENT_EVENTS, AGENT_PODS, type AgentPod, type ContainerThere, type EventThere } from "../../sources/agents";
import { NODES, type NodeThere } from "../../sources/nodes";
import { type Expected, NOW } from "../../source";
import { describe, logs } from "../commands";

type Cause = Pick<Finding, "text" | "fix">;

/** For so long an agent may start, or end. */
const STARTING_SECONDS = 60;

/** The part of the scheduler's message that is about one node: what is left without the nodes that it is not for. */
function schedulerText(message: string): string {
  const causes = (/nodes? are available: (.*?)\.?( preemption:.*)?$/s.exec(message)?.[1] ?? message)
    .split(/, (?=\d+ )/)
    .filter((cause) => !/didn't (match|satisfy)|did not match/.test(cause));
  return causes.length > 0 ? causes.join(", ").replaceAll(/\b\d+ (?=[A-Z])/g, "") : message;
}

function pendingCause({ unschedulable = "" }: AgentPod): Cause {
  const text = schedulerText(unschedulable);
  const isFull = /Insufficient|Too many pods/.test(text);
  const isPort = text.includes("free ports");
  return {
    text: `the agent waits for a place: ${text}`,
    fix: isFull
      ? `Make room on the node, use larger ones, or choose a smaller ${PROJECT}:agent.profile: kubectl describe node NODE`
      : isPort
        ? `Another pod of the node's network has the agent's ports: set ${PROJECT}:agent.hostNetwork: false, or stop the other`
        : "kubectl describe node NODE",
  };
}

const IMAGE_REASONS =
  /^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|RegistryUnavailable|SignatureValidationFailed|ImageInspectError)$/;

function waitingCause(
  { name, waiting, lastEnd }: ContainerThere,
  pod: AgentPod,
  expected: Expected,
): Cause | undefined {
  const { reason = "", message = "" } = waiting ?? {};
  if (IMAGE_REASONS.test(reason))
    return {
      text: `the agent's image cannot be pulled (${reason}: ${message})`,
      fix: `Check ${PROJECT}:collectorImage, the registry and the node's access to it; ${describe(expected, "pod", pod.name)}`,
    };
  if (reason === "CreateContainerConfigError" || reason === "CreateContainerError" || reason === "RunContainerError")
    return {
      text: `the container ${name} cannot be created (${message || reason})`,
      fix: describe(expected, "pod", pod.name),
    };
  if (reason !== "CrashLoopBackOff" && reason !== "PodInitializing" && reason !== "ContainerCreating" && reason !== "")
    return { text: `the container ${name} waits (${reason}: ${message})`, fix: describe(expected, "pod", pod.name) };
  if (reason === "CrashLoopBackOff") {
    const { reason: end = "it ended", exitCode = 0, message: last = "" } = lastEnd ?? {};
    return {
      text: `the container ${name} ends again and again (${end}, exit code ${exitCode}${last === "" ? "" : `: ${last}`})`,
      fix:
        end === "OOMKilled"
          ? `Choose a larger ${PROJECT}:agent.profile, or raise agent.memoryLimitMiB`
          : logs(expected, pod.name, name, "previous"),
    };
  }
  return undefined;
}

/** Reasons of events that say why a pod does not get ready. */
const TELLING = ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "Unhealthy", "FailedPostStartHook"];

function eventCause(pod: AgentPod, events: readonly EventThere[], expected: Expected): Cause | undefined {
  const event = events.find(({ about, reason }) => about === `Pod ${pod.name}` && TELLING.includes(reason));
  if (!event) return undefined;
  const fix =
    event.reason === "Unhealthy"
      ? logs(expected, pod.name, pod.containers.at(-1)?.name ?? "", "current")
      : describe(expected, "pod", pod.name);
  return { text: event.message, fix };
}

function notReadyCause(
  pod: AgentPod,
  node: NodeThere | undefined,
  events: readonly EventThere[],
  expected: Expected,
): Cause {
  if (node?.notReady !== undefined)
    return {
      text: `the node itself is not ready (${node.notReady})`,
      fix: "Mend or remove the node: kubectl describe node NODE",
    };
  if (!pod.isScheduled) return pendingCause(pod);
  if (pod.failure !== undefined)
    return { text: `the agent's pod failed (${pod.failure})`, fix: describe(expected, "pod", pod.name) };
  const waiting = pod.containers.map((container) => waitingCause(container, pod, expected)).find((cause) => cause);
  return (
    waiting ??
    eventCause(pod, events, expected) ?? {
      text: `the agent's pod is ${pod.phase}, and its readiness is not confirmed`,
      fix: describe(expected, "pod", pod.name),
    }
  );
}

export const agentsReady = check({
  id: "agents-ready",
  healthy: "every agent is ready",
  severity: "problem",
  hint: "docs/runbooks/AgentNotReady.md",
  needs: { nodes: NODES, pods: AGENT_PODS, events: AGENT_EVENTS, now: NOW },
  find: ({ nodes, pods, events, now }, expected) => {
    const nodeOf = new Map(nodes.map((node) => [node.name, node]));
    return pods
      .filter(({ isReady, isBeingDeleted, node }) => !isReady && !isBeingDeleted && nodeOf.has(node))
      .filter(({ created }) => now - created > STARTING_SECONDS * 1000)
      .map((pod) => ({ subject: pod.node, ...notReadyCause(pod, nodeOf.get(pod.node), events, expected) }));
  },
});

const HOUR_MILLISECONDS = 3_600_000;

/** For so long a kill counts. */
const KILLED_HOURS = 24;

export const agentsWithinMemory = check({
  id: "agents-within-memory",
  healthy: `no agent was killed for its memory within ${KILLED_HOURS} hours`,
  severity: "problem",
  hint: "docs/runbooks/AgentMemoryNearLimit.md",
  needs: { pods: AGENT_PODS, now: NOW },
  find: ({ pods, now }) =>
    pods.flatMap((pod) =>
      pod.containers
        .filter(({ lastEnd }) => lastEnd?.reason === "OOMKilled" && now - lastEnd.at < KILLED_HOURS * HOUR_MILLISECONDS)
        .map(() => ({
          subject: pod.node,
          text: "the kernel killed the agent above its memory limit (OOMKilled); what it had in memory is lost",
          fix: `Choose a larger ${PROJECT}:agent.profile, or raise agent.memoryLimitMiB. The dashboard "Agents" has the target with the most samples`,
        })),
    ),
});

export const agentsStay = check({
  id: "agents-stay",
  healthy: "no agent has restarted within an hour",
  severity: "warning",
  hint: "docs/runbooks/AgentNotReady.md",
  needs: { pods: AGENT_PODS, now: NOW },
  find: ({ pods, now }, expected) =>
    pods.flatMap((pod) =>
      pod.containers
        .filter(({ restarts, isRunning, lastEnd }) => {
          const isRecent = lastEnd !== undefined && now - lastEnd.at < HOUR_MILLISECONDS;
          return restarts > 0 && isRunning && isRecent && lastEnd.reason !== "OOMKilled";
        })
        .map(({ name, restarts, lastEnd }) => ({
          subject: pod.node,
          text: `the container ${name} has restarted ${counted(restarts, "time")}, last because of ${lastEnd?.reason ?? ""}, exit code ${lastEnd?.exitCode ?? ""}${lastEnd?.message ? `: ${lastEnd.message}` : ""}`,
          fix: logs(expected, pod.name, name, "previous"),
        })),
    ),
});

export const oneAgentPerNode = check({
  id: "one-agent-per-node",
  healthy: "no node has two agents",
  severity: "problem",
  hint: "docs/operating.md#symptoms",
  needs: { pods: AGENT_PODS },
  find: ({ pods }, expected) => {
    const running = pods.filter(({ isBeingDeleted, phase }) => !isBeingDeleted && phase === "Running");
    const doubled = new Set(running.map(({ node }) => node).filter((node, index, all) => all.indexOf(node) !== index));
    return [...doubled].map((node) => ({
      subject: node,
      text: `two agents run there and write the same series: ${running
        .filter((pod) => pod.node === node)
        .map(({ name }) => name)
        .join(" and ")}`,
      fix: `Delete the older one, and set maxSurge of the DaemonSet to 0: ${describe(expected, "daemonset", expected.names.agent.daemonSet)}`,
    }));
  },
});

export const agentsOnNodes = check({
  id: "agents-on-nodes",
  healthy: "no agent is left of a node that is gone",
  severity: "warning",
  hint: "docs/operating.md#symptoms",
  needs: { nodes: NODES, pods: AGENT_PODS },
  find: ({ nodes, pods }, expected) => {
    const names = new Set(nodes.map(({ name }) => name));
    return pods
      .filter(({ node, isScheduled }) => isScheduled && !names.has(node))
      .map(({ name, node }) => ({
        subject: name,
        text: `its node ${node} is gone from the cluster; a queue on that node's disk is gone with it`,
        fix: `kubectl --namespace ${expected.names.agent.namespace} delete pod ${name} --grace-period=0 --force`,
      }));
  },
});
