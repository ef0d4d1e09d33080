/** The extensions of the collectors: health endpoint and the writer's authenticator. */
import { COMPONENTS, EXTENSIONS } from "../../contract/collector/components";
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
