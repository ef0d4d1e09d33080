/** A role of the trace path as a process, with the configuration that the program computes for tail sampling. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AGENTS } from "../../../collector/common/spanCertificates";
import type { CollectorConfig } from "../../../collector/common/model";
import { requirements } from "../../../collector/requirements/requirements";
import { POD_FIELDS } from "../../../collector/sidecar/config";
import { SPAN_TLS_FOLDER } from "../../../contract/credentials/spanTls";
import { NAMES } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { spanTlsFiles } from "../../harness/credentials/spanTls";
import { tracingSettings } from "../../harness/traceSettings";
import { eventually, type ManagedProcess, startProcess } from "../../programs/processes";
import { environment } from "../environment";

export const TAIL = { sampling: { kind: "tail" } };

/** The certificates of each role that receives spans of other collectors. */
const WORKLOADS: Readonly<Record<string, string>> = {
  agent: AGENTS,
  gateway: NAMES.traceGateway,
  sampler: NAMES.traceSampler,
};

let files: ReturnType<typeof spanTlsFiles> | undefined;

/** An address as a URL has it. */
const inUrl = (address: string) => (address.includes(":") ? `[${address}]` : address);

/** Files of the Secret that the role's pod mounts. All roles have one authority. */
export async function traceRoleCertificates(role: string): Promise<Readonly<Record<string, string>>> {
  files ??= spanTlsFiles(tracingSettings(TAIL));
  return (await files)[WORKLOADS[role] ?? ""] ?? {};
}

/**
 * Starts it, and waits until it answers its probe.
 *
 * @param address of its pod
 */
export async function startTraceRole(role: string, config: CollectorConfig, address: string): Promise<ManagedProcess> {
  const { programs, folder, logs } = environment();
  const name = `${role}-${address.replace(/\W+/g, "-")}`;
  const mounted = join(folder, `${name}-tls`);
  mkdirSync(mounted, { recursive: true });
  for (const [file, text] of Object.entries(await traceRoleCertificates(role)))
    writeFileSync(join(mounted, file), text);
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(config).replaceAll(SPAN_TLS_FOLDER, mounted));
  const gates = requirements(config).featureGates.map((gate) => `--feature-gates=${gate}`);
  const variables = [...Object.keys(POD_FIELDS), "OTEL_K8S_POD_NAME"].map((variable) => [variable, role]);
  const pod = { ...(Object.fromEntries(variables) as Record<string, string>), MY_POD_IP: address };
  const running = startProcess(name, programs.otelcol!, [`--config=${file}`, ...gates], {
    folder: logs,
    environment: pod,
  });
  await eventually(
    `${role} answers its probe`,
    30,
    async () => {
      const { ok, status } = await fetch(`http://${inUrl(address)}:${PORTS.health}/`);
      if (!ok) throw new Error(`status ${status}`);
    },
    [running],
  );
  return running;
}
