/** The web configuration of Prometheus: TLS, and a user name and a password for every client. */
import { type Placement, PLACEMENTS, serviceHost } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import type { Settings } from "../../settings/schema/settings";

/**
 * Clients of Prometheus; `operator` is the person who runs the stack. Prometheus has no authorisation: all of them can
 * read and write.
 */
export type Principal = "agent" | "gateway" | "scraper" | "grafana" | "operator";

type PrincipalSettings = Pick<Settings, "grafana" | "tracing"> & Partial<Pick<Settings, "scrapeJobs">>;

/** The clients of a stack's Prometheus with these settings. */
export function principals({ grafana, tracing, scrapeJobs }: PrincipalSettings): Principal[] {
  return [
    "agent",
    ...(tracing ? ["gateway" as const] : []),
    ...(scrapeJobs?.length ? ["scraper" as const] : []),
    ...(grafana.enabled ? ["grafana" as const] : []),
    "operator",
  ];
}

/** User of the probes. Its password is used only in Prometheus' own pod. */
const PROBE_USER = "probe";

/** Folder of the Secret in Prometheus' pod. */
export const WEB_DIRECTORY = "/etc/prometheus/web";

/** Keys of that Secret, which are the names of its files. */
export const WEB_FILES = {
  config: "web.yml",
  certificate: "tls.crt",
  privateKey: "tls.key",
  authority: "ca.crt",
  probeConfig: "probe.yml",
  probePassword: "probe-password",
} as const;

/**
 * Host names in the certificate. The last one is used by probes and by port-forwards.
 *
 * @param placement name and namespace of Prometheus. Default: `PLACEMENTS.prometheus`
 */
export function prometheusHosts({ name, namespace }: Placement = PLACEMENTS.prometheus): string[] {
  return [serviceHost(name, namespace), `${name}.${namespace}.svc`, `${name}.${namespace}`, "localhost"];
}

/** User name of a principal. The generation is part of it, because a user has one password. */
export function userName(principal: Principal, generation: number): string {
  return `${principal}-${generation}`;
}

const webFile = (key: keyof typeof WEB_FILES) => `${WEB_DIRECTORY}/${WEB_FILES[key]}`;

/**
 * The content of `--web.config.file`, which Prometheus reads again at each request, and the certificate at each
 * connection: a changed Secret needs no restart.
 *
 * @param hashes bcrypt hash of each user's password; the probes' user is added by `probeHash`.
 */
export function webConfig(hashes: Readonly<Record<string, string>>, probeHash: string) {
  return {
    tls_server_config: {
      cert_file: webFile("certificate"),
      key_file: webFile("privateKey"),
      min_version: "TLS13",
    },
    basic_auth_users: { ...hashes, [PROBE_USER]: probeHash },
  };
}

/** The HTTP configuration with which `promtool` queries Prometheus. */
export function probeConfig() {
  return {
    basic_auth: { username: PROBE_USER, password_file: webFile("probePassword") },
    tls_config: { ca_file: webFile("authority") },
  };
}

/**
 * Command of a probe. An HTTP probe by the kubelet would need the password in the pod's specification, because every
 * path of Prometheus requires one. A TCP probe would log an error each time.
 */
export function probeCommand(state: "ready" | "healthy"): string[] {
  return [
    "/bin/promtool",
    "check",
    state,
    `--url=https://localhost:${PORTS.prometheus}`,
    `--http.config.file=${webFile("probeConfig")}`,
  ];
}
