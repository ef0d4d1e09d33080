/** The extensions of the agent: its health endpoint and the credentials of its exporter. */
import { PORTS } from "../naming";
import { type Components, type JsonObject, podAddress } from "./model";

/** Folder at which the Secret with the remote-write credentials is mounted. */
export const CREDENTIALS_FOLDER = "/etc/otel/remote-write";

/** Keys of that Secret, which are the names of its files. */
export const CREDENTIAL_FILES = { username: "username", password: "password", bearerToken: "bearer-token" } as const;

/** How the endpoint wants writers to prove who they are. */
export type Authentication = "none" | "basic" | "bearer";

/** An extension that authenticates the exporter. */
export interface Authenticator {
  readonly id: string;
  readonly settings: JsonObject;
}

const credentialFile = (key: keyof typeof CREDENTIAL_FILES) => `${CREDENTIALS_FOLDER}/${CREDENTIAL_FILES[key]}`;

/** Answers the kubelet's probes. */
export function healthCheck(): JsonObject {
  return { endpoint: podAddress(PORTS.health) };
}

/** The extension for a kind of authentication. It reads files, which it watches: a changed Secret needs no restart. */
export function authenticator(authentication: Authentication): Authenticator | undefined {
  switch (authentication) {
    case "none":
      return undefined;
    case "basic":
      return {
        id: "basicauth/remote_write",
        settings: {
          client_auth: { username_file: credentialFile("username"), password_file: credentialFile("password") },
        },
      };
    case "bearer":
      return { id: "bearertokenauth/remote_write", settings: { filename: credentialFile("bearerToken") } };
  }
}

/** The extensions by id: the health check, and the authenticator if there is one. */
export function extensions(remoteWriteAuthenticator: Authenticator | undefined): Components {
  return {
    health_check: healthCheck(),
    ...(remoteWriteAuthenticator && { [remoteWriteAuthenticator.id]: remoteWriteAuthenticator.settings }),
  };
}
