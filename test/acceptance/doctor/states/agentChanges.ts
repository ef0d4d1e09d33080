/** What can happen to agents, as Kubernetes' own controllers and kubelets write it. */
import { NAMES, NAMESPACES } from "../../../../contract/names";
import type { KubernetesObject } from "../../cluster/kubernetes";
import { NODE_OBJECTS, type NodeName } from "../../cluster/nodes";
import type { Workload } from "../../cluster/pods";
import { type Lab, object } from "../lab";
import { ago, brokenStatus } from "../statuses";

export const [ONE, TWO]: readonly NodeName[] = ["acceptance-1", "acceptance-2"];

type Fields = Readonly<Record<string, unknown>>;

export const daemonSet = (lab: Lab) => lab.workload("DaemonSet", NAMES.agentDaemonSet);

/** The pod of a node with another status. */
export const broken =
  (container: Fields, changes: Fields = {}) =>
  async (lab: Lab) => {
    const pod = lab.agentOn(TWO!);
    await lab.put(pod, brokenStatus(pod, container, changes));
  };

export function warning(about: KubernetesObject, reason: string, message: string): KubernetesObject {
  const { kind, apiVersion, metadata } = about;
  return object(
    "v1",
    "Event",
    { name: `${metadata.name}.17f1`, namespace: NAMESPACES.agent },
    {
      involvedObject: { kind, apiVersion, name: metadata.name, namespace: NAMESPACES.agent },
      type: "Warning",
      reason,
      message,
      count: 5,
      firstTimestamp: ago(600),
      lastTimestamp: ago(10),
      source: { component: "test" },
    },
  );
}

/** No pod for the second node, because the API server took none. */
export const refused = (message: string) => async (lab: Lab) => {
  await lab.remove(lab.agentOn(TWO!));
  await lab.put(warning(daemonSet(lab), "FailedCreate", `Error creating: ${message}`));
};

export const node = (
  name: NodeName | undefined,
  labels: Record<string, string> = {},
  spec: Fields = {},
): KubernetesObject => {
  const found = NODE_OBJECTS.find(({ metadata }) => metadata.name === name)!;
  return {
    ...found,
    metadata: { ...found.metadata, labels: { ...found.metadata.labels, ...labels } },
    spec,
  } as KubernetesObject;
};

/** A pod that its controller has made for a node and the scheduler could not place. */
export const pending = (message: string) => async (lab: Lab) => {
  const { spec, ...pod } = lab.agentOn(TWO!);
  const terms = [{ matchFields: [{ key: "metadata.name", operator: "In", values: [TWO] }] }];
  const affinity = {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
  };
  const unplaced = { ...spec, nodeName: undefined };
  await lab.put({ ...pod, spec: { ...unplaced, affinity } } as KubernetesObject, {
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
  });
};

export const withPodSpec = (workload: Workload, change: Fields): Workload => {
  const { template } = workload.spec;
  return { ...workload, spec: { ...workload.spec, template: { ...template, spec: { ...template.spec, ...change } } } };
};
