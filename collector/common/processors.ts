/** The processors of the collectors, each a function of the settings that it needs. */
import { type ComponentId, COMPONENTS, PROCESSORS } from "../../contract/collector/components";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { type STACK_ATTRIBUTES } from "../../contract/series";
import type { ExtraAttributes } from "../../settings/schema/extending/attributes";
import type { AgentMemory } from "../../settings/sizing/agent";
import type { Component } from "./pipelines";

/**
 * Refuses data before the container's memory is exhausted. It is the first processor, so that refused data is not
 * processed.
 */
export function memoryLimiter(memory: Pick<AgentMemory, "memoryLimiterMiB" | "memoryLimiterSpikeMiB">): Component {
  const settings = {
    check_interval: "1s",
    // It refuses above the limit less the spike, and forces a collection of garbage above the limit.
    limit_mib: memory.memoryLimiterMiB + memory.memoryLimiterSpikeMiB,
    spike_limit_mib: memory.memoryLimiterSpikeMiB,
  };
  return { id: PROCESSORS.memoryLimiter, settings };
}

/**
 * Hands data on at once and does not return errors to the sender. If a destination is down and its queue is full, the
 * sender must not repeat what the pipelines of other destinations have accepted.
 */
export const ISOLATION: Component = { id: COMPONENTS.isolation, settings: { timeout: "0s" } };

/** Resource attributes that must not become labels. All others do. */
const UNWANTED_ATTRIBUTES = [
  // Attributes of the process or the machine change with each restart, or are equal on all series of a node.
  "^(cloud|container|host|os|process|server|telemetry|url)[.]",
  // A target may belong to several containers. The other attributes would start new series at every rollout.
  "^k8s[.](container|replicaset)[.]|^k8s[.]pod[.](ip|start_time|hostname)$$|^k8s[.].+[.]uid$$",
] as const;

/** Attributes of the stack by name. */
export type StackAttributes = Readonly<Record<(typeof STACK_ATTRIBUTES)[number], string>> &
  Readonly<Record<string, string>>;

/** What a stack's data is known by. */
export interface StackIdentity {
  /** Name of the environment, `deployment.environment` on all data. */
  readonly environment: string;
  /** Name of the cluster, `k8s.cluster.name` on all data. */
  readonly clusterName: string;
  /** Attributes that the settings add. Default: none. */
  readonly attributes?: ExtraAttributes | undefined;
}

/** The attributes that follow from it. */
export function stackAttributes({ clusterName, environment, attributes }: StackIdentity): StackAttributes {
  return { "k8s.cluster.name": clusterName, "deployment.environment": environment, ...attributes };
}

/** Actions that set the attributes of the stack. */
export function setStackAttributes(action: "insert" | "upsert", stack: StackAttributes) {
  return Object.entries(stack).map(([key, value]) => ({ action, key, value }));
}

/**
 * Adds the stack's attributes and the node, and deletes the attributes that must not become labels. The node distinguishes
 * applications in the node's network, for which no pod is found.
 */
export function resource(stack: StackAttributes): Component {
  const settings = {
    attributes: [
      ...withStack(stack),
      { action: "insert", key: "k8s.node.name", value: `\${env:${NODE_NAME_VARIABLE}}` },
    ],
  };
  return { id: PROCESSORS.resource, settings };
}

/** The same of what comes from no node. */
export function staticResource(stack: StackAttributes): Component {
  return { id: PROCESSORS.resource, settings: { attributes: withStack(stack) } };
}

function withStack(stack: StackAttributes) {
  return [
    ...UNWANTED_ATTRIBUTES.map((pattern) => ({ action: "delete", pattern })),
    ...setStackAttributes("upsert", stack),
  ];
}

/**
 * Adds the stack's attributes to spans that have none. It deletes nothing, because attributes of spans do not become
 * labels.
 */
export function spanResource(id: ComponentId, stack: StackAttributes): Component {
  return { id, settings: { attributes: setStackAttributes("insert", stack) } };
}
