/** Rules about GKE Autopilot, whose admission refuses pods that reach into a node. */
import type { Problem } from "../../problems";
import { LOG_MIB, queueSizing } from "../../sizing/queue";
import { key, type Rule, type RuleInput } from "../rule";

/** The most ephemeral storage that a pod may request. https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests */
const POD_DISK_MIB = 10 * 1024;

type Check = Pick<Problem, "value" | "rule" | "fix">;

/** A rule that holds on Autopilot alone. */
function onAutopilot(path: string, check: (settings: RuleInput) => Check | undefined, ...reads: string[]): Rule {
  return {
    reads: ["cluster.autopilot", path, ...reads],
    check: (settings) => {
      const { cluster } = settings;
      if (cluster?.kind !== "existing" || !cluster.autopilot) return [];
      const problem = check(settings);
      return problem ? [{ path: key(path), ...problem }] : [];
    },
  };
}

const refuses = (what: string) => `cannot be combined with ${key("cluster.autopilot")}: Autopilot refuses ${what}`;

const noNodeExporter = onAutopilot("nodeExporter.enabled", ({ nodeExporter }) =>
  nodeExporter?.enabled
    ? {
        value: true,
        rule: refuses("pods that mount folders of the node, which node exporter reads"),
        fix: `Set ${key("nodeExporter.enabled")}: false. Google shows the metrics of Autopilot's nodes itself.`,
      }
    : undefined,
);

const noHostNetwork = onAutopilot("agent.hostNetwork", ({ agent }) =>
  agent?.hostNetwork
    ? {
        value: true,
        rule: refuses("pods in the node's network"),
        fix: `Set ${key("agent.hostNetwork")}: false.`,
      }
    : undefined,
);

const noNodeQueue = onAutopilot("agent.queueVolume", ({ agent }) =>
  agent?.queueVolume === "hostPath"
    ? {
        value: agent.queueVolume,
        rule: refuses("pods that write to the node's disk"),
        fix: `Set ${key("agent.queueVolume")}: emptyDir.`,
      }
    : undefined,
);

const noLogAgents = onAutopilot("logs", ({ logs }) =>
  logs
    ? {
        rule: refuses("pods that write to the node's disk, where log agents keep their place"),
        fix: `Remove ${key("logs")}. Cloud Logging collects the logs of Autopilot clusters.`,
      }
    : undefined,
);

const queueFitsPod = onAutopilot(
  "outageMinutes",
  ({ agent, delivery, outageMinutes, collectorImage }) => {
    if (!agent || delivery !== "durable" || outageMinutes === undefined) return undefined;
    const { volume, volumeMiB } = queueSizing({ agent, delivery, outageMinutes, collectorImage });
    if (volume !== "emptyDir" || volumeMiB + LOG_MIB <= POD_DISK_MIB) return undefined;
    return {
      value: outageMinutes,
      rule: `needs an agent with ${volumeMiB + LOG_MIB} MiB of ephemeral storage, of which Autopilot gives a pod at most ${POD_DISK_MIB} MiB`,
      fix: `Lower ${key("outageMinutes")} or ${key("agent.samplesPerSecond")}.`,
    };
  },
  "agent",
  "delivery",
);

export const AUTOPILOT_RULES: readonly Rule[] = [noNodeExporter, noHostNetwork, noNodeQueue, noLogAgents, queueFitsPod];
