/** Who may ask Prometheus, under which names it is asked, and how its probes ask. */
import { type Placement, PLACEMENTS, serviceHost } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import type { Settings } from "../../settings/schema/settings";
import { webFile } from "../pods/webServer";

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

/** Folder of the Secret in Prometheus' pod. */
export const WEB_DIRECTORY = "/etc/prometheus/web";

/**
 * Host names in the certificate. The last one is used by probes and by port-forwards.
 *
 * @param placement name and namespace of Prometheus. Default: `PLACEMENTS.prometheus`
 */
export function prometheusHosts({ name, namespace }: Placement = PLACEMENTS.prometheus): string[] {
  return [serviceHost(name, namespace), `${name}.${namespace}.svc`, `${name}.${namespace}`, "localhost"];
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
    `--http.config.file=${webFile(WEB_DIRECTORY, "probeConfig")}`,
  ];
}
