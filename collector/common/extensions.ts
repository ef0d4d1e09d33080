/** The extensions of the collectors: health endpoint and the writer's authenticator. */
import { type ComponentId, COMPONENTS, EXTENSIONS } from "../../contract/collector/components";
import { PORTS } from "../../contract/ports";
import type { Authentication } from "../../contract/types";
import { podAddress } from "./model";
import type { Component } from "./pipelines";

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

/**
 * Path of a file of that Secret.
 *
 * @param folder where it is mounted. Default: that of the remote-write credentials
 */
export function credentialFile(key: keyof typeof CREDENTIAL_FILES, folder: string = CREDENTIALS_FOLDER): string {
  return `${folder}/${CREDENTIAL_FILES[key]}`;
}

/** Mount path of the Secret with the credentials of the log store, whose keys are the same. */
export const LOG_STORE_CREDENTIALS_FOLDER = "/etc/otel/log-store";

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
 *
 * @param id id of the extension. Default: that of the writer of samples
 * @param folder where its Secret is mounted. Default: that of the remote-write credentials
 */
export function authenticator(
  authentication: Authentication,
  id: ComponentId = COMPONENTS.writerAuthenticator,
  folder: string = CREDENTIALS_FOLDER,
): Component | undefined {
  switch (authentication) {
    case "none":
      return undefined;
    case "basic":
      return { id, settings: { scheme: "Basic", filename: credentialFile("basic", folder) } };
    case "bearer":
      return { id, settings: { filename: credentialFile("bearerToken", folder) } };
  }
}
