import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AGENTS } from "../../../collector/common/spanCertificates";
import { agentConfig } from "../../../collector/agent/config";
import type { CollectorConfig } from "../../../collector/common/model";
import { gatewayConfig } from "../../../collector/gateway/config";
import { requirements } from "../../../collector/requirements/requirements";
import { samplerConfig } from "../../../collector/sampler/config";
import { POD_FIELDS, sidecarConfig } from "../../../collector/sidecar/config";
import { SPAN_TLS_FOLDER } from "../../../contract/credentials/spanTls";
import { NAMES } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { traceMemory } from "../../../settings/sizing/traces/traces";
import { agentInput } from "../../harness/agentSettings";
import { spanTlsFiles } from "../../harness/credentials/spanTls";
import { traceInput, tracingSettings } from "../../harness/traceSettings";
import { eventually, startProcess } from "../../programs/processes";
import { spansAlone } from "../../traces/collector";
import { environment } from "../environment";

const TAIL = { sampling: { kind: "tail" } };
const agent = agentConfig({
  ...agentInput(),
  traces: { sampling: "tail", protocols: ["jaeger", "zipkin"] },
});

/** What an agent needs of an API server is left out: its addresses are those of every other test. */
const CONFIGURATIONS: Readonly<Record<string, CollectorConfig>> = {
  agent: spansAlone(agent),
  gateway: gatewayConfig(traceInput(TAIL)),
  sampler: samplerConfig(traceInput(TAIL))!,
  sidecar: sidecarConfig("agent", traceMemory(96)),
};

/** The certificates of each role that receives spans of other collectors. */
const WORKLOADS: Readonly<Record<string, string>> = {
  agent: AGENTS,
  gateway: NAMES.traceGateway,
  sampler: NAMES.traceSampler,
};

/** Writes the certificates that the role's pod mounts, and returns their folder. */
async function certificates(role: string, folder: string): Promise<string> {
  const own = join(folder, `ipv6-${role}-tls`);
  mkdirSync(own, { recursive: true });
  const files = (await spanTlsFiles(tracingSettings(TAIL)))[WORKLOADS[role] ?? ""] ?? {};
  for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text);
  return own;
}

describe("a pod whose address is of IPv6", () => {
  for (const [role, config] of Object.entries(CONFIGURATIONS))
    it(`starts its ${role}, which listens on that address`, async () => {
      const { programs, folder, logs } = environment();
      const file = join(folder, `ipv6-${role}.json`);
      const mounted = await certificates(role, folder);
      writeFileSync(file, JSON.stringify(config).replaceAll(SPAN_TLS_FOLDER, mounted));
      const gates = requirements(config).featureGates.map((gate) => `--feature-gates=${gate}`);
      const variables = [...Object.keys(POD_FIELDS), "OTEL_K8S_POD_NAME"].map((name) => [name, role]);
      const pod = { ...(Object.fromEntries(variables) as Record<string, string>), MY_POD_IP: "::1" };
      const running = startProcess(`ipv6-${role}`, programs.otelcol!, [`--config=${file}`, ...gates], {
        folder: logs,
        environment: pod,
      });
      try {
        const get = async (port: number, path: string) => (await fetch(`http://[::1]:${port}${path}`)).status;
        await eventually(
          `${role} answers its probe`,
          30,
          async () => {
            assert.equal(await get(PORTS.health, "/"), 200);
          },
          [running],
        );
        if (role === "sidecar") return;
        assert.equal(await get(PORTS.collectorMetrics, "/metrics"), 200);
        // Gateway and sampler answer clients with a certificate alone.
        if (role !== "agent") return;
        const [post, headers] = ["POST", { "content-type": "application/json" }];
        const url = `http://[::1]:${PORTS.otlpHttp}/v1/traces`;
        assert.equal((await fetch(url, { method: post, headers, body: "{}" })).status, 200);
      } finally {
        await running.stop();
      }
    });
});
