/** Passwords and files with which a server that asks every client for a password, and its clients, know each other. */
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { acceptedGenerations } from "../../contract/credentials/generations";
import { probeConfig, userName, WEB_FILES, webConfig } from "../../workloads/pods/webServer";
import type { KeyPair } from "./certificates";
import type { SecretFiles } from "./secretFiles";

/** A client's credentials for a server, and the CA with which it verifies the server's certificate. */
export interface WebAccess {
  readonly username: pulumi.Output<string>;
  /** Secret. */
  readonly password: pulumi.Output<string>;
  /** Certificates of the authority that signed the server's own, of every generation to trust. */
  readonly authority: pulumi.Output<string>;
}

/** A password and its bcrypt hash, both secret. */
export interface Password {
  readonly password: pulumi.Output<string>;
  readonly hash: pulumi.Output<string>;
}

/** A principal's user of one generation. */
export interface WebUser<Principal extends string = string> extends Password {
  readonly principal: Principal;
  readonly generation: number;
  readonly username: string;
}

/** Letters and digits, 5.95 bits each: 190 bits in total. bcrypt uses only the first 72 bytes of a password. */
const PASSWORD_LENGTH = 32;

export function createPassword(logicalName: string, opts: pulumi.CustomResourceOptions): Password {
  const { result, bcryptHash } = new random.RandomPassword(
    logicalName,
    // No punctuation: Grafana expands `$` in environment variables.
    { length: PASSWORD_LENGTH, special: false },
    opts,
  );
  return { password: pulumi.secret(result), hash: pulumi.secret(bcryptHash) };
}

/**
 * A user of each accepted generation for each principal.
 *
 * @param generation that whose password clients use
 * @param create makes the password of a user, by the user's name
 */
export function createUsers<Principal extends string>(
  principals: readonly Principal[],
  generation: number,
  create: (username: string) => Password,
): WebUser<Principal>[] {
  return principals.flatMap((principal) =>
    acceptedGenerations(generation).map((one) => {
      const username = userName(principal, one);
      return { principal, generation: one, username, ...create(username) };
    }),
  );
}

/** The current access of each principal of these users. */
export function accessOf<Principal extends string>(
  users: readonly WebUser<Principal>[],
  generation: number,
  authority: pulumi.Output<string>,
): Readonly<Record<Principal, WebAccess>> {
  const current = users.filter((user) => user.generation === generation);
  const entries = current.map(({ principal, username, password }): [string, WebAccess] => [
    principal,
    { username: pulumi.output(username), password, authority },
  ]);
  return Object.fromEntries(entries) as Record<Principal, WebAccess>;
}

export interface WebServer {
  /** Where its pod mounts the Secret. */
  readonly folder: string;
  readonly keyPair: KeyPair;
  readonly authority: pulumi.Output<string>;
  readonly users: readonly WebUser[];
  /** Password of its own probes. They and the server read one Secret, so they need no overlap. */
  readonly probe: Password;
}

/** Content of the Secret from which a server and its probes run (secret). */
export function webFiles({ folder, keyPair, authority, users, probe }: WebServer): SecretFiles {
  const hashes = pulumi.all(Object.fromEntries(users.map(({ username, hash }) => [username, hash])));
  return {
    [WEB_FILES.config]: pulumi
      .all([hashes, probe.hash])
      .apply(([known, own]) => serialise(webConfig(folder, known, own))),
    [WEB_FILES.certificate]: keyPair.certificate,
    [WEB_FILES.privateKey]: keyPair.privateKey,
    [WEB_FILES.authority]: authority,
    [WEB_FILES.probeConfig]: pulumi.output(serialise(probeConfig(folder))),
    [WEB_FILES.probePassword]: probe.password,
  };
}

/** JSON is valid YAML, and needs no library. */
function serialise(file: unknown): string {
  return JSON.stringify(file, null, 2);
}
