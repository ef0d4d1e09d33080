/** The extensions of the collectors: health endpoint, the queue's storage and the writer's authenticator. */
import { COMPONENTS, EXTENSIONS } from "../../contract/collectorComponents";
import { PORTS } from "../../contract/ports";
import type { Authentication } from "../../contract/types";
import type { QueueSizing } from "../../settings/sizing/queue";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import { podAddress } from "./model";
import type { Component } from "./pipelines";
import { ENTRYPOINT_VARIABLES } from "../agent/queue/entrypoint";

/** Mount path of the Secret with the remote-write credentials. */
export const CREDENTIALS_FOLDER = "/etc/otel/remote-write";

/** Keys of that Secret, which are also its file names. */
export const CREDENTIAL_FILES = {
  username: "username",
  password: "password",
  /** `username:password` in base64, as HTTP sends it. */
  basic: "basic-credentials",
  bearerToken: "bearer-token",
  /** Certificate of the authority that signed the store's certificate. */
  authority: "ca.crt",
} as const;

/** Path of a file of that Secret. */
export function credentialFile(key: keyof typeof CREDENTIAL_FILES): string {
  return `${CREDENTIALS_FOLDER}/${CREDENTIAL_FILES[key]}`;
}

/** Answers the kubelet's probes. */
export function healthCheck(): Component {
  return { id: EXTENSIONS.healthCheck, settings: { endpoint: podAddress(PORTS.health) } };
}

/**
 * The extension for a kind of authentication. It reads a file and watches it, so that a changed Secret needs no
 * restart.
 *
 * User name and password are in one file as well. `basicauth` reads two files; after a change it could send an old user
 * name with a new password, and the store would reject the batch with 401.
 */
export function authenticator(authentication: Authentication): Component | undefined {
  const id = COMPONENTS.writerAuthenticator;
  switch (authentication) {
    case "none":
      return undefined;
    case "basic":
      return { id, settings: { scheme: "Basic", filename: credentialFile("basic") } };
    case "bearer":
      return { id, settings: { filename: credentialFile("bearerToken") } };
  }
}

/** Folder of the queue, which the agent's start chooses: an agent must start whatever has become of its volume. */
const QUEUE_FOLDER = `\${env:${ENTRYPOINT_VARIABLES.folder}}`;

/** Part of the volume that the file may take; what is left is for the copy that a compaction makes. */
const FILE_SHARE = 0.95;

/**
 * Stores the queue in a file.
 *
 * The file never shrinks by itself. After an outage it is written anew once it is nearly empty, which gives memory or
 * disk back; never at a start, because a full one would need its size twice. On disk every write is brought there
 * before it counts: a node that loses power would otherwise leave a damaged file. What is damaged all the same is
 * removed at the agent's start, not by `recreate`, which misses most of it and keeps what it sees on the volume.
 */
export function queueStorage({ volume, volumeMiB }: Pick<QueueSizing, "volume" | "volumeMiB">): Component {
  const settings = {
    directory: QUEUE_FOLDER,
    create_directory: true,
    directory_permissions: "0700",
    fsync: volume !== "memory",
    max_size: Math.floor(volumeMiB * FILE_SHARE) * BYTES_PER_MIB,
    compaction: {
      directory: QUEUE_FOLDER,
      on_start: false,
      on_rebound: true,
      rebound_needed_threshold_mib: Math.floor(volumeMiB / 4),
      rebound_trigger_threshold_mib: Math.floor(volumeMiB / 32),
      cleanup_on_start: true,
    },
  };
  return { id: COMPONENTS.queueStorage, settings };
}
