/** Cases of the alerts that need the list of the cluster's objects. */
import { AGENT_A, AGENT_B, type AlertCase, CLUSTER, type Labels, NODE_A, NODE_B, sample } from "../model";

const shard = (number: number): Labels => ({
  ...NODE_B,
  job: "kube-state-metrics",
  k8s_namespace_name: "object-metrics",
  k8s_pod_name: `kube-state-metrics-${number}`,
  instance: `10.0.1.${7 + number}:8080`,
});

export const SHARD_1 = shard(1);

/** What a shard says of a node: its own place is another one. */
const node = (name: string, os = "Container-Optimized OS from Google"): string =>
  sample("kube_node_info", { ...shard(0), node: name, os_image: os });

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

const SHARDS = { [sample("up", shard(0))]: "1x30", [sample("up", shard(1))]: "1x30" };

export const OBJECT_CASES: readonly AlertCase[] = [
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
    alert: "NodeWithoutAgent",
    firing: {
      situation: "a node has never had an agent",
      at: "12m",
      input: {
        ...SHARDS,
        [node("node-a")]: "1x30",
        [node("node-b")]: "1x30",
        [sample("up", AGENT_B)]: "1x30",
      },
      expected: [
        {
          labels: NODE_A,
          summary: "Node node-a has no agent",
          description:
            "Node node-a is in the cluster, but no agent has reported from it for 10 minutes. Nothing on the node is scraped, and its pods cannot send over OTLP.",
        },
      ],
    },
    silent: [
      {
        situation: "every node has one, even one that does not answer",
        at: "12m",
        input: {
          ...SHARDS,
          [node("node-a")]: "1x30",
          [node("node-b")]: "1x30",
          [sample("up", AGENT_A)]: "0x30",
          [sample("up", AGENT_B)]: "1x30",
        },
      },
      {
        situation: "a node has just joined",
        at: "12m",
        input: {
          ...SHARDS,
          [node("node-a")]: "_x5 1x30",
          [node("node-b")]: "1x30",
          [sample("up", AGENT_B)]: "1x30",
        },
      },
      {
        situation: "a node was removed together with its agent",
        at: "25m",
        input: {
          ...SHARDS,
          [node("node-a")]: "1x10 stale",
          [node("node-b")]: "1x30",
          [sample("up", AGENT_A)]: "1x10 stale",
          [sample("up", AGENT_B)]: "1x30",
        },
      },
      {
        situation: "a node runs Windows",
        at: "12m",
        input: {
          ...SHARDS,
          [node("node-w", "Windows Server 2022 Datacenter")]: "1x30",
          [node("node-b")]: "1x30",
          [sample("up", AGENT_B)]: "1x30",
        },
      },
    ],
  },
  {
    alert: "KubeStateMetricsMissing",
    firing: {
      situation: "one of two shards is gone",
      at: "12m",
      input: { [sample("up", shard(0))]: "1x30", [sample("up", AGENT_B)]: "1x30" },
      expected: [
        {
          labels: CLUSTER,
          summary: "The state of Kubernetes objects is not known",
          description:
            "Fewer than 2 of 2 shards of kube-state-metrics have been scraped for 10 minutes. A node without an agent goes unnoticed meanwhile.",
        },
      ],
    },
    silent: [
      { situation: "both are there", at: "12m", input: { ...SHARDS, [sample("up", AGENT_B)]: "1x30" } },
      {
        situation: "a shard is being replaced",
        at: "18m",
        input: {
          [sample("up", shard(0))]: "1x30",
          [sample("up", shard(1))]: "1x10 _x4 1x20",
          [sample("up", AGENT_B)]: "1x30",
        },
      },
    ],
  },
];
