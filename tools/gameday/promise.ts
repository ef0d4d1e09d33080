/** What a stack promises of an outage of its store, and whether a certificate shows that it held. */
import type { Settings } from "../../settings/schema/settings";
import { queueSizing } from "../../settings/sizing/queue";
import type { Certificate } from "../certificate/certificate";
import type { AgentThere } from "../canary/agents";

/** Where what waits outlives the agent's pod. */
export type Survives = "process" | "pod" | "node";

/** When an agent's pod is deleted: in the outage only where what waits outlives it, else shortly before. */
export interface Promised {
  readonly survives: Survives;
  readonly kill: "in the outage" | "before the outage";
  readonly text: string;
}

const TEXTS: Readonly<Record<Survives, string>> = {
  process: "What the store does not take is in the agent's memory: nothing is lost while its process lives",
  pod: "What the store does not take is in files of the agent's pod: nothing is lost while the pod is there",
  node: "What the store does not take is in files of the node: nothing is lost, although an agent's pod is deleted in the outage",
};

const PLACES: Readonly<Record<ReturnType<typeof queueSizing>["volume"], Survives>> = {
  memory: "process",
  emptyDir: "pod",
  hostPath: "node",
};

export function promiseOf(settings: Settings): Promised {
  const survives = PLACES[queueSizing(settings).volume];
  return {
    survives,
    kill: survives === "node" ? "in the outage" : "before the outage",
    text: TEXTS[survives],
  };
}

/** An agent that ended by itself in an outage, and so took with it what is promised only while it is there. */
export interface EndedAgent {
  readonly node: string;
  readonly name: string;
}

/**
 * Agents of an outage of which nothing is promised, because what they kept did not outlive them.
 *
 * @param agents those of the outage's beginning
 * @param now those that are there when everything has been sent
 */
export function endedAgents(
  survives: Survives,
  agents: readonly AgentThere[],
  now: readonly AgentThere[],
): readonly EndedAgent[] {
  if (survives === "node") return [];
  const isThere = ({ name, restarts }: AgentThere) =>
    now.some((one) => one.name === name && (survives === "pod" || one.restarts === restarts));
  return agents.filter((agent) => !isThere(agent)).map(({ node, name }) => ({ node, name }));
}

/** - `unknown`: the store has nothing of some node, something still waits, or nothing tells whether it is lost */
export type Outcome = "held" | "broken" | "unknown";

/**
 * @param nodes those that had an agent
 * @param ended agents of which nothing is promised: their nodes are not asked
 */
export function outcomeOf(
  certificate: Certificate,
  nodes: readonly string[],
  ended: readonly EndedAgent[] = [],
): Outcome {
  const promised = nodes.filter((node) => !ended.some((agent) => agent.node === node));
  const certified = promised.map((name) => certificate.nodes.find(({ node }) => node === name));
  if (certified.some((node) => node?.verdict === "lost")) return "broken";
  return certified.length > 0 && certified.every((node) => node?.verdict === "delivered") ? "held" : "unknown";
}
