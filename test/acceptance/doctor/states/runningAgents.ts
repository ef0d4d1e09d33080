/** States of agents that do not run as they should. */
import { NAMES } from "../../../../contract/names";
import { podOf } from "../../cluster/workloads";
import { broken, daemonSet, node, ONE, pending, TWO, warning } from "./agentChanges";
import type { State } from "./state";
import { ago, brokenStatus, runningStatus } from "../statuses";

const READY = "agents-ready";

export const RUNNING_AGENTS: readonly State[] = [
  {
    made: "a node is full",
    make: pending(
      "0/2 nodes are available: 1 Insufficient memory, 1 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
    ),
    check: READY,
    says: /^acceptance-2: the agent waits for a place: Insufficient memory\. /,
  },
  {
    made: "the ports of the node are taken",
    make: pending(
      "0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    ),
    check: READY,
    says: /^acceptance-2: the agent waits for a place: .*free ports.*hostNetwork/,
  },
  {
    made: "the registry does not have the agent's image",
    make: broken(
      {
        state: {
          waiting: {
            reason: "ImagePullBackOff",
            message:
              'Back-off pulling image "registry.example.com/otelcol:1": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.com/otelcol:1": failed to resolve reference "registry.example.com/otelcol:1": registry.example.com/otelcol:1: not found',
          },
        },
      },
      { phase: "Pending" },
    ),
    check: READY,
    says: /^acceptance-2: the agent's image cannot be pulled \(ImagePullBackOff: .*not found\)/,
  },
  {
    made: "a Secret that the agent mounts by name is missing",
    make: async (lab) => {
      const pod = lab.agentOn(TWO!);
      const waiting = { reason: "ContainerCreating", message: "" };
      await lab.put(pod, brokenStatus(pod, { state: { waiting } }, { phase: "Pending" }));
      await lab.put(
        warning(
          pod,
          "FailedMount",
          'MountVolume.SetUp failed for volume "remote-write" : secret "remote-write-credentials" not found',
        ),
      );
    },
    check: READY,
    says: /^acceptance-2: .*secret "remote-write-credentials" not found/,
  },
  {
    made: "a key of a Secret that an environment variable takes is missing",
    make: broken(
      {
        state: {
          waiting: {
            reason: "CreateContainerConfigError",
            message: "couldn't find key token in Secret open-telemetry/custom",
          },
        },
      },
      { phase: "Pending" },
    ),
    check: READY,
    says: /^acceptance-2: the container opentelemetry-collector cannot be created \(couldn't find key token/,
  },
  {
    made: "the configuration is refused by the collector, which ends",
    make: broken({
      restartCount: 7,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container" } },
      lastState: { terminated: { exitCode: 1, reason: "Error", startedAt: ago(90), finishedAt: ago(80) } },
    }),
    check: READY,
    says: /^acceptance-2: .*ends again and again \(Error, exit code 1\).*logs otel-agent-acceptance-2 .*--previous/,
  },
  {
    made: "the agent runs and does not answer its probe",
    make: async (lab) => {
      const pod = lab.agentOn(TWO!);
      await lab.put(pod, brokenStatus(pod, { started: true }));
      await lab.put(warning(pod, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"));
    },
    check: READY,
    says: /^acceptance-2: Readiness probe failed: HTTP probe failed with statuscode: 503/,
  },
  {
    made: "the kubelet evicts the agent",
    make: async (lab) => {
      const pod = lab.agentOn(TWO!);
      await lab.put(pod, {
        phase: "Failed",
        reason: "Evicted",
        message: "The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 900Mi.",
      });
    },
    check: READY,
    says: /^acceptance-2: the agent's pod failed \(Evicted: The node was low on resource: ephemeral-storage/,
  },
  {
    made: "a node loses its kubelet",
    make: async (lab) => {
      const pod = lab.agentOn(TWO!);
      await lab.put(pod, brokenStatus(pod, {}));
      const conditions = [
        {
          type: "Ready",
          status: "Unknown",
          reason: "NodeStatusUnknown",
          message: "Kubelet stopped posting node status.",
        },
      ];
      await lab.put(node(TWO), { conditions });
    },
    check: READY,
    says: /^acceptance-2: the node itself is not ready \(Kubelet stopped posting node status\.\)/,
  },
  {
    made: "the kernel kills an agent above its memory limit",
    make: async (lab) => {
      const pod = lab.agentOn(ONE!);
      const terminated = { exitCode: 137, reason: "OOMKilled", startedAt: ago(900), finishedAt: ago(600) };
      await lab.put(pod, runningStatus(pod, {}, { restartCount: 1, lastState: { terminated } }));
    },
    check: "agents-within-memory",
    says: /^acceptance-1: the kernel killed the agent above its memory limit/,
  },
  {
    made: "an agent has restarted with an error",
    make: async (lab) => {
      const pod = lab.agentOn(ONE!);
      const terminated = { exitCode: 2, reason: "Error", startedAt: ago(900), finishedAt: ago(600) };
      await lab.put(pod, runningStatus(pod, {}, { restartCount: 3, lastState: { terminated } }));
    },
    check: "agents-stay",
    says: /^acceptance-1: .*has restarted 3 times, last because of Error, exit code 2/,
  },
  {
    made: "a node has two agents",
    make: async (lab) => {
      const { metadata } = lab.agentOn(ONE!);
      const uid = (metadata.ownerReferences?.[0] as { uid: string }).uid;
      const second = podOf(daemonSet(lab), `${NAMES.agentDaemonSet}-second`, ONE!, uid);
      await lab.put(second, runningStatus(second));
    },
    check: "one-agent-per-node",
    says: /^acceptance-1: two agents run there and write the same series: .*otel-agent-second/,
  },
  {
    made: "a node is gone, and its agent's pod is not",
    make: (lab) => lab.remove(node(TWO)),
    check: "agents-on-nodes",
    says: /^otel-agent-acceptance-2: its node acceptance-2 is gone/,
  },
];
