/** The volume of an agent's queue, and what makes a node's folder the agent's. */
import {
  type AgentNames,
  NODE_QUEUE_FOLDER,
  QUEUE_MOUNT,
  QUEUE_OWNER_CONTAINER,
  QUEUE_VOLUME,
} from "../../contract/names";
import { imageReference, IMAGES } from "../../contract/images";
import { COLLECTOR_USER, type Volume } from "../common/chartValues";
import type { JsonObject } from "../common/model";
import type { AgentConfigInput } from "./config";

type QueueInput = Pick<AgentConfigInput, "queue" | "clusterName" | "environment">;

/** The volume with the queue's files, where it has any. */
export function queueVolumes(
  { queue, clusterName, environment }: QueueInput,
  { queueSubfolder }: AgentNames,
): Volume[] {
  const name = QUEUE_VOLUME;
  const mount = { name, mountPath: QUEUE_MOUNT };
  switch (queue.volume) {
    case "memory":
      return [];
    case "emptyDir":
      return [{ volume: { name, emptyDir: { sizeLimit: `${queue.volumeMiB}Mi` } }, mount }];
    case "hostPath": {
      // Neither stacks nor releases that once shared a node may take up each other's queues.
      const path = [NODE_QUEUE_FOLDER, clusterName, environment, ...(queueSubfolder ? [queueSubfolder] : [])].join("/");
      return [{ volume: { name, hostPath: { path, type: "DirectoryOrCreate" } }, mount }];
    }
  }
}

/**
 * The container that hands a node's folder, which the kubelet makes as root, to the agent's user: the one right that it
 * keeps. Where that fails, the agent starts all the same, with its queue in memory.
 */
export function queueOwners({ queue }: QueueInput): JsonObject[] {
  if (queue.volume !== "hostPath") return [];
  const owner = `${COLLECTOR_USER}:${COLLECTOR_USER}`;
  return [
    {
      name: QUEUE_OWNER_CONTAINER,
      image: imageReference(IMAGES.busybox),
      imagePullPolicy: "IfNotPresent",
      command: ["/bin/busybox", "sh", "-c", `chown ${owner} ${QUEUE_MOUNT} || true`],
      volumeMounts: [{ name: QUEUE_VOLUME, mountPath: QUEUE_MOUNT }],
      resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "16Mi" } },
      securityContext: {
        runAsNonRoot: false,
        runAsUser: 0,
        runAsGroup: 0,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"], add: ["CHOWN"] },
        readOnlyRootFilesystem: true,
        seccompProfile: { type: "RuntimeDefault" },
      },
    },
  ];
}
