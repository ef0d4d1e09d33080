/** Cases of the alerts that need the list of the cluster's objects. */
import { AGENT_A, AGENT_B, type AlertCase, CLUSTER, type Labels, NODE_A, NODE_B, sample } from "../model";

export const shard = (number: number): Labels => ({
  ...NODE_B,
  job: "kube-state-metrics",
  k8s_namespace_name: "object-metrics",
  k8s_pod_name: `kube-state-metrics-${number}`,
  instance: `10.0.1.${7 + number}:8080`,
});

export const SHARD_1 = shard(1);

/** What a shard says of a node: its own place is another one. */
export const node = (name: string, os = "Container-Optimized OS from Google"): string =>
  sample("kube_node_info", { ...shard(0), node: name, os_image: os });

export const SHARDS = { [sample("up", shard(0))]: "1x30", [sample("up", shard(1))]: "1x30" };

export const OBJECT_CASES: readonly AlertCase[] = [
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
