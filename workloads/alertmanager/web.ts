/** Under which names Alertmanager is asked, by whom, and how its probes ask. */
import { type Placement, PLACEMENTS, serviceHost } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { webFile } from "../pods/webServer";

/** Clients that have a password for Prometheus, and show Alertmanager the same: agents scrape both, people use both. */
export const SHARED_PRINCIPALS = ["agent", "operator"] as const;

/** Folder of the web configuration's Secret in Alertmanager's pod. */
export const WEB_DIRECTORY = "/etc/alertmanager/web";

/**
 * Host names in the certificate. The last one is used by probes and by port-forwards.
 *
 * @param placement name and namespace of Alertmanager. Default: `PLACEMENTS.alertmanager`
 */
export function alertmanagerHosts({ name, namespace }: Placement = PLACEMENTS.alertmanager): string[] {
  return [serviceHost(name, namespace), `${name}.${namespace}.svc`, `${name}.${namespace}`, "localhost"];
}

/** Command of a probe: Alertmanager answers it once it serves. Every path requires a password. */
export function probeCommand(): string[] {
  return [
    "/bin/amtool",
    "cluster",
    "show",
    `--alertmanager.url=https://localhost:${PORTS.alertmanager}`,
    `--http.config.file=${webFile(WEB_DIRECTORY, "probeConfig")}`,
    "--no-version-check",
  ];
}
