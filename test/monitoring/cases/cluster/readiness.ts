/** Cases of the alerts about agents that are not ready or silent. */
import { AGENT_A, AGENT_B, type AlertCase, type Labels, NODE_A, sample } from "../model";
import { node, shard, SHARDS } from "./objects";

const created = (name: string, minutes: number): Record<string, string> => ({
  [sample("kube_node_created", { ...shard(0), node: name })]: `${60 * minutes}x30`,
});

/** What a shard says of the agent's pod on a node: that it is there, and whether it is ready. */
function agentPod(node: string, ready: string, pod = `otel-agent-${node}`): Record<string, string> {
  const described = { ...shard(0), namespace: "open-telemetry", pod };
  const controller = { created_by_kind: "DaemonSet", created_by_name: "otel-agent" };
  return {
    [sample("kube_pod_info", { ...described, ...controller, node })]: ready.replace(/\b0x/g, "1x"),
    [sample("kube_pod_status_ready", { ...described, condition: "true" })]: ready,
    [sample("kube_pod_status_ready", { ...described, condition: "unknown" })]: "0x30",
  };
}

/** Two nodes that have been there for long, and whose agents report. */
const TWO_NODES = {
  [node("node-a")]: "1x30",
  [node("node-b")]: "1x30",
  ...created("node-a", 0),
  ...created("node-b", 0),
  [sample("up", AGENT_A)]: "1x30",
  [sample("up", AGENT_B)]: "1x30",
};

const NOT_READY = {
  labels: NODE_A,
  summary: "The agent on node node-a is not ready",
  description:
    "Node node-a has no agent that is ready, or its agent has fallen silent together with kube-state-metrics, which it scrapes. Nothing on the node is scraped meanwhile.",
};

/** kube-state-metrics runs on the other node, or on that of the agent that stops. */
const SHARD_ON_A: Labels = { ...shard(0), ...NODE_A };

export const READINESS_CASES: readonly AlertCase[] = [
  {
    alert: "AgentNotReady",
    firing: {
      situation: "an agent's pod has not been ready for two scrapes",
      at: "17m",
      input: { ...SHARDS, ...TWO_NODES, ...agentPod("node-a", "1x15 0x14"), ...agentPod("node-b", "1x30") },
      expected: [NOT_READY],
    },
    alsoFiring: [
      {
        situation: "an agent's pod is gone",
        at: "17m",
        input: { ...SHARDS, ...TWO_NODES, ...agentPod("node-a", "1x15 stale"), ...agentPod("node-b", "1x30") },
        expected: [NOT_READY],
      },
      {
        situation: "the agent that scrapes kube-state-metrics has stopped",
        at: "18m",
        input: {
          ...TWO_NODES,
          ...agentPod("node-a", "1x15 _x15"),
          ...agentPod("node-b", "1x15 _x15"),
          [sample("up", SHARD_ON_A)]: "1x15 _x15",
          [sample("up", AGENT_A)]: "1x15 _x15",
        },
        expected: [NOT_READY],
      },
    ],
    silent: [
      {
        situation: "both agents are ready",
        at: "17m",
        input: { ...SHARDS, ...TWO_NODES, ...agentPod("node-a", "1x30"), ...agentPod("node-b", "1x30") },
      },
      {
        situation: "an agent's pod was replaced",
        at: "17m",
        input: {
          ...SHARDS,
          ...TWO_NODES,
          ...agentPod("node-a", "1x15 stale"),
          ...agentPod("node-a", "_x15 1x14", "otel-agent-next"),
          ...agentPod("node-b", "1x30"),
        },
      },
      {
        situation: "a node has just joined",
        at: "17m",
        input: {
          ...SHARDS,
          ...TWO_NODES,
          ...created("node-a", 10),
          ...agentPod("node-b", "1x30"),
        },
      },
      {
        situation: "the node of kube-state-metrics was removed, and it runs elsewhere",
        at: "17m",
        input: {
          [sample("up", SHARD_ON_A)]: "1x14 stale",
          [sample("up", AGENT_A)]: "1x14 stale",
          [node("node-b")]: "1x30",
          ...created("node-b", 0),
          ...SHARDS,
          [sample("up", AGENT_B)]: "1x30",
          ...agentPod("node-b", "1x30"),
        },
      },
      {
        situation: "nothing arrives from any agent",
        at: "18m",
        input: {
          [sample("up", SHARD_ON_A)]: "1x15 _x15",
          [sample("up", AGENT_A)]: "1x15 _x15",
          [sample("up", AGENT_B)]: "1x15 _x15",
          [node("node-a")]: "1x15 _x15",
          ...created("node-a", 0),
          ...agentPod("node-a", "1x15 _x15"),
        },
      },
    ],
  },
  {
    alert: "AgentSilent",
    firing: {
      situation: "a new agent's pod is ready and scrapes nothing, because it cannot ask the API server",
      at: "20m",
      input: {
        ...SHARDS,
        ...TWO_NODES,
        [sample("up", AGENT_A)]: "1x12 _x18",
        ...agentPod("node-a", "1x30"),
        ...agentPod("node-b", "1x30"),
      },
      expected: [
        {
          labels: NODE_A,
          summary: "The agent on node node-a is ready, and nothing arrives from it",
          description:
            "The agent on node node-a runs, but no sample of its own metrics has arrived for more than 3 minutes. It does not reach the API server, which names its targets, or the metrics store; or it still sends what has waited during an outage.",
        },
      ],
    },
    silent: [
      {
        situation: "both are heard",
        at: "20m",
        input: { ...SHARDS, ...TWO_NODES, ...agentPod("node-a", "1x30"), ...agentPod("node-b", "1x30") },
      },
      {
        situation: "an agent started two minutes ago",
        at: "20m",
        input: {
          ...SHARDS,
          ...TWO_NODES,
          [sample("up", AGENT_A)]: "1x12 _x18",
          ...agentPod("node-a", "_x18 1x12"),
          ...agentPod("node-b", "1x30"),
        },
      },
    ],
  },
];
