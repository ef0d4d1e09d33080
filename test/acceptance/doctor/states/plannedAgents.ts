/** States of agents that are older than the plan, or than their DaemonSet. */
import type { Workload } from "../../cluster/pods";
import { daemonSet, TWO, withPodSpec } from "./agentChanges";
import { reconfigure } from "./discovery";
import { GENERATION_LABEL, type Lab } from "../lab";
import type { State } from "./state";
import { runningStatus } from "../statuses";

/** The second node's agent, as the controller made it of an older template. */
async function older(lab: Lab): Promise<void> {
  const pod = lab.agentOn(TWO!);
  const old = { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [GENERATION_LABEL]: "0" } } };
  await lab.put(old, runningStatus(old));
}

export const PLANNED_AGENTS: readonly State[] = [
  {
    made: "somebody sets another image of the agents",
    make: (lab) => {
      const [container] = daemonSet(lab).spec.template.spec.containers;
      return lab.put(
        withPodSpec(daemonSet(lab), { containers: [{ ...container, image: "registry.example.com/otelcol:1" }] }),
      );
    },
    check: "agents-as-planned",
    says: /^DaemonSet open-telemetry\/otel-agent: its image is registry\.example\.com\/otelcol:1, and planned is \S+contrib:/,
  },
  {
    made: "somebody gives the agents another configuration",
    make: (lab) =>
      reconfigure(lab, ({ receivers }) => {
        receivers.prometheus.config.scrape_configs[0]!["sample_limit"] = 1;
      }),
    check: "agents-as-planned",
    says: /^ConfigMap open-telemetry\/edited: it is not the planned configuration: receivers\.prometheus\.config\.scrape_configs\.0\.sample_limit is 1, planned is \d+/,
  },
  {
    made: "a rollout waits",
    make: older,
    check: "agents-up-to-date",
    says: /^acceptance-2: its agent is older than its DaemonSet: the rollout has not come to it/,
  },
  {
    made: "the DaemonSet's updateStrategy is OnDelete",
    make: async (lab) => {
      const workload = daemonSet(lab);
      const updateStrategy = { type: "OnDelete", rollingUpdate: null };
      await lab.put({ ...workload, spec: { ...workload.spec, updateStrategy } } as Workload);
      await older(lab);
    },
    check: "agents-up-to-date",
    says: /^acceptance-2: .*OnDelete replaces no pod by itself/,
  },
];
