/**
 * The web configuration of Prometheus and Alertmanager, which have the same: TLS, and a user name and a password for
 * every client. It is a Secret that the pod mounts.
 */

/** User of the probes. Its password is used only in the server's own pod. */
const PROBE_USER = "probe";

/** Keys of the Secret, which are the names of its files. */
export const WEB_FILES = {
  config: "web.yml",
  certificate: "tls.crt",
  privateKey: "tls.key",
  authority: "ca.crt",
  probeConfig: "probe.yml",
  probePassword: "probe-password",
} as const;

/** User name of a principal. The generation is part of it, because a user has one password. */
export function userName(principal: string, generation: number): string {
  return `${principal}-${generation}`;
}

/** Path of a file of the Secret, which the pod mounts at `folder`. */
export const webFile = (folder: string, file: keyof typeof WEB_FILES) => `${folder}/${WEB_FILES[file]}`;

/**
 * The content of `--web.config.file`, which the server reads again at each request, and the certificate at each
 * connection: a changed Secret needs no restart.
 *
 * @param folder where the pod mounts the Secret
 * @param hashes bcrypt hash of each user's password; the probes' user is added by `probeHash`.
 */
export function webConfig(folder: string, hashes: Readonly<Record<string, string>>, probeHash: string) {
  return {
    tls_server_config: {
      cert_file: webFile(folder, "certificate"),
      key_file: webFile(folder, "privateKey"),
      min_version: "TLS13",
    },
    basic_auth_users: { ...hashes, [PROBE_USER]: probeHash },
  };
}

/** The HTTP configuration with which `promtool` or `amtool` asks the server of its pod. */
export function probeConfig(folder: string) {
  return {
    basic_auth: { username: PROBE_USER, password_file: webFile(folder, "probePassword") },
    tls_config: { ca_file: webFile(folder, "authority") },
  };
}
