/** The agents: their DaemonSet, its pods, and what the controllers say of them. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import { type AgentNames, canaryNames } from "../../../contract/names";
import type { Expected, Right, Source } from "../source";
import { texts, timeOf } from "./nodes";

/** The last end of a container. */
export interface Ended {
  /** Such as `OOMKilled` or `Error`. */
  readonly reason: string;
  readonly exitCode: number;
  /** What it wrote last, where it says so. */
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface ContainerThere {
  readonly name: string;
  readonly ready: boolean;
  readonly isRunning: boolean;
  /** Why it waits, such as `ImagePullBackOff`, and more about it. */
  readonly waiting?: { readonly reason: string; readonly message: string };
  readonly restarts: number;
  readonly lastEnd?: Ended;
}

export interface AgentPod {
  readonly name: string;
  /** Name of the DaemonSet that made it: that of most agents, or that of the canary. */
  readonly daemonSet: string;
  /** The node on which it runs, or for which its controller has made it. */
  readonly node: string;
  readonly isScheduled: boolean;
  readonly isBeingDeleted: boolean;
  readonly isReady: boolean;
  readonly phase: string;
  /** Why the pod as a whole failed, such as `Evicted`, with its message. */
  readonly failure?: string;
  /** What the scheduler says of a pod that it could not place. */
  readonly unschedulable?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Init containers first. */
  readonly containers: readonly ContainerThere[];
  /** Milliseconds since 1970. */
  readonly created: number;
}

export interface EventThere {
  /** `Kind name` of the object that it is about. */
  readonly about: string;
  readonly reason: string;
  readonly message: string;
  /** When it was last seen, in milliseconds since 1970. */
  readonly at: number;
}

const condition = (pod: Manifest, type: string) =>
  listAt(pod, "status", "conditions").find((one) => at(one, "type") === type);

/** A DaemonSet's pod is made for one node, which its required affinity names. */
function nodeOf(pod: Manifest): string {
  const scheduled = textAt(pod, "spec", "nodeName");
  if (scheduled !== "") return scheduled;
  const required = "requiredDuringSchedulingIgnoredDuringExecution";
  const fields = listAt(pod, "spec", "affinity", "nodeAffinity", required, "nodeSelectorTerms")
    .flatMap((term) => listAt(term, "matchFields"))
    .find((field) => at(field, "key") === "metadata.name");
  return textAt({ first: listAt(fields, "values")[0] }, "first");
}

function endOf(state: unknown): Ended | undefined {
  const terminated = objectAt(state, "terminated");
  if (Object.keys(terminated).length === 0) return undefined;
  return {
    reason: textAt(terminated, "reason"),
    exitCode: Number(at(terminated, "exitCode") ?? 0),
    message: textAt(terminated, "message").trim(),
    at: timeOf(textAt(terminated, "finishedAt")),
  };
}

function containerThere(status: unknown): ContainerThere {
  const waiting = objectAt(status, "state", "waiting");
  const lastEnd = endOf(at(status, "lastState")) ?? endOf(at(status, "state"));
  return {
    name: textAt(status, "name"),
    ready: at(status, "ready") === true,
    isRunning: at(status, "state", "running") !== undefined,
    ...(Object.keys(waiting).length > 0 && {
      waiting: { reason: textAt(waiting, "reason"), message: textAt(waiting, "message") },
    }),
    restarts: Number(at(status, "restartCount") ?? 0),
    ...(lastEnd && { lastEnd }),
  };
}

function agentPod(pod: Manifest, daemonSet: string): AgentPod {
  const scheduled = condition(pod, "PodScheduled");
  const failure = [textAt(pod, "status", "reason"), textAt(pod, "status", "message")].filter((text) => text !== "");
  return {
    name: textAt(pod, "metadata", "name"),
    daemonSet,
    node: nodeOf(pod),
    isScheduled: textAt(pod, "spec", "nodeName") !== "",
    isBeingDeleted: textAt(pod, "metadata", "deletionTimestamp") !== "",
    isReady: at(condition(pod, "Ready"), "status") === "True",
    phase: textAt(pod, "status", "phase"),
    ...(failure.length > 0 && { failure: failure.join(": ") }),
    ...(at(scheduled, "status") === "False" && { unschedulable: textAt(scheduled, "message") }),
    labels: texts(objectAt(pod, "metadata", "labels")),
    containers: [...listAt(pod, "status", "initContainerStatuses"), ...listAt(pod, "status", "containerStatuses")].map(
      containerThere,
    ),
    created: timeOf(textAt(pod, "metadata", "creationTimestamp")),
  };
}

/** The DaemonSet that made a pod; empty for a pod of another controller. */
function daemonSetOf(pod: Manifest): string {
  const owner = listAt(pod, "metadata", "ownerReferences").find((one) => at(one, "kind") === "DaemonSet");
  return textAt(owner, "name");
}

const inAgents = ({ names }: Expected, group: string, resource: string, name?: string): Right[] => [
  {
    group,
    resources: [resource],
    verbs: [name === undefined ? "list" : "get"],
    namespace: names.agent.namespace,
    ...(name !== undefined && { names: [name] }),
  },
];

function daemonSetSource(what: string, nameOf: (agents: AgentNames) => string): Source<Manifest | undefined> {
  return {
    what,
    rights: (expected) => inAgents(expected, "apps", "daemonsets", nameOf(expected.names.agent)),
    read: ({ api, expected: { names } }) =>
      api.get<Manifest>(`/apis/apps/v1/namespaces/${names.agent.namespace}/daemonsets/${nameOf(names.agent)}`),
  };
}

const canaryDaemonSet = (agents: AgentNames) => canaryNames(agents).daemonSet;

/** The DaemonSet of the agents; undefined where there is none. */
export const AGENT_DAEMON_SET = daemonSetSource("The agents' DaemonSet", ({ daemonSet }) => daemonSet);

/** That of their canary, likewise. */
export const CANARY_DAEMON_SET = daemonSetSource("The canary's DaemonSet", canaryDaemonSet);

/** The pods of both. */
export const AGENT_PODS: Source<AgentPod[]> = {
  what: "The agents' pods",
  rights: (expected) => inAgents(expected, "", "pods"),
  read: async ({ list, expected: { names } }) => {
    const agents = [names.agent.daemonSet, canaryDaemonSet(names.agent)];
    const pods = await list(`/api/v1/namespaces/${names.agent.namespace}/pods`, (pod) => {
      const daemonSet = daemonSetOf(pod);
      return agents.includes(daemonSet) ? [agentPod(pod, daemonSet)] : [];
    });
    return pods.flat();
  },
};

function eventThere(event: Manifest): EventThere {
  const time =
    textAt(event, "series", "lastObservedTime") || textAt(event, "lastTimestamp") || textAt(event, "eventTime");
  return {
    about: `${textAt(event, "involvedObject", "kind")} ${textAt(event, "involvedObject", "name")}`,
    reason: textAt(event, "reason"),
    message: textAt(event, "message"),
    at: timeOf(time),
  };
}

/** Warnings of the last hour in the agents' namespace, the newest first. */
export const AGENT_EVENTS: Source<EventThere[]> = {
  what: "Events of the agents",
  rights: (expected) => inAgents(expected, "", "events"),
  read: async ({ list, expected: { names } }) => {
    const path = `/api/v1/namespaces/${names.agent.namespace}/events?fieldSelector=type%3DWarning`;
    return (await list(path, eventThere)).sort((one, other) => other.at - one.at);
  },
};
