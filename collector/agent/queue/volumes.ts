/** What an agent's pod has for the sake of its queue: volumes, and the containers that prepare them. */
import {
  type AgentNames,
  NODE_QUEUE_FOLDER,
  QUEUE_MOUNT,
  QUEUE_OWNER_CONTAINER,
  QUEUE_VOLUME,
  SPARE_QUEUE_MOUNT,
} from "../../../contract/names";
import { imageReference, IMAGES } from "../../../contract/images";
import type { AgentConfigInput } from "../config";
import type { Volume } from "../../common/chartValues";
import type { JsonObject } from "../../common/model";
import { installScript, START_FOLDER, startScript } from "./entrypoint";

/** Memory, in MiB, that the queue may take while its volume cannot be used: about half a million samples. */
export const SPARE_QUEUE_MIB = 64;

/** The static busybox is 1 MiB. */
const START_MIB = 8;

/** The volumes of the queue, of its spare, and of the program that chooses between them. */
export function queueVolumes(input: AgentConfigInput, names: AgentNames): Volume[] {
  return [queueVolume(input, names), spareVolume(), startVolume(true)];
}

function queueVolume({ queue, clusterName, environment }: AgentConfigInput, { queueSubfolder }: AgentNames): Volume {
  const sizeLimit = `${queue.volumeMiB}Mi`;
  // Neither stacks nor releases that once shared a node may take up each other's queues.
  const path = [NODE_QUEUE_FOLDER, clusterName, environment, ...(queueSubfolder ? [queueSubfolder] : [])].join("/");
  const sources = {
    memory: { emptyDir: { medium: "Memory", sizeLimit } },
    emptyDir: { emptyDir: { sizeLimit } },
    hostPath: { hostPath: { path, type: "DirectoryOrCreate" } },
  };
  const name = QUEUE_VOLUME;
  return { volume: { name, ...sources[queue.volume] }, mount: { name, mountPath: QUEUE_MOUNT } };
}

/** In memory, because a disk that cannot be written is that of the pod's other volumes too. */
function spareVolume(): Volume {
  const name = "spare-queue";
  return {
    volume: { name, emptyDir: { medium: "Memory", sizeLimit: `${SPARE_QUEUE_MIB}Mi` } },
    mount: { name, mountPath: SPARE_QUEUE_MOUNT },
  };
}

function startVolume(readOnly: boolean): Volume {
  const name = "start";
  return {
    volume: { name, emptyDir: { sizeLimit: `${START_MIB}Mi` } },
    mount: { name, mountPath: START_FOLDER, ...(readOnly && { readOnly }) },
  };
}

/** The containers that run before the collector's: one puts the start script in place, one hands the node's folder over. */
export function queueContainers(
  { queue }: AgentConfigInput,
  user: number,
  restricted: JsonObject,
): readonly JsonObject[] {
  return [...(queue.volume === "hostPath" ? [folderOwner(user)] : []), startInstaller(restricted)];
}

function container(name: string, command: readonly string[], mounts: readonly JsonObject[]): JsonObject {
  return {
    name,
    image: imageReference(IMAGES.busybox),
    imagePullPolicy: "IfNotPresent",
    command,
    volumeMounts: mounts,
    resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "16Mi" } },
  };
}

/** Copies the script and its tools to where the collector's container runs them: its own image has no shell. */
function startInstaller(restricted: JsonObject): JsonObject {
  return {
    ...container("start", ["/bin/busybox", "sh", "-c", installScript()], [startVolume(false).mount]),
    env: [{ name: "SCRIPT", value: startScript() }],
    securityContext: restricted,
  };
}

/**
 * Hands the node's folder, which the kubelet makes as root, to the agent's user: the one right that it keeps. Where
 * that fails, the agent starts all the same, without that folder.
 */
function folderOwner(user: number): JsonObject {
  const command = `chown ${user}:${user} ${QUEUE_MOUNT} || true`;
  const mount = { name: QUEUE_VOLUME, mountPath: QUEUE_MOUNT };
  return {
    ...container(QUEUE_OWNER_CONTAINER, ["/bin/busybox", "sh", "-c", command], [mount]),
    securityContext: {
      runAsNonRoot: false,
      runAsUser: 0,
      runAsGroup: 0,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"], add: ["CHOWN"] },
      readOnlyRootFilesystem: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}
