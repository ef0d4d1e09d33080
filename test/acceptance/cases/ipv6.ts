import assert from "node:assert/strict";
import { agentConfig } from "../../../collector/agent/config";
import type { CollectorConfig } from "../../../collector/common/model";
import { gatewayConfig } from "../../../collector/gateway/config";
import { samplerConfig } from "../../../collector/sampler/config";
import { sidecarConfig } from "../../../collector/sidecar/config";
import { PORTS } from "../../../contract/ports";
import { traceMemory } from "../../../settings/sizing/traces/traces";
import { agentInput } from "../../harness/agentSettings";
import { traceInput } from "../../harness/traceSettings";
import { spansAlone } from "../../traces/collector";
import { startTraceRole, TAIL } from "../applications/traceRoles";

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

describe("a pod whose address is of IPv6", () => {
  for (const [role, config] of Object.entries(CONFIGURATIONS))
    it(`starts its ${role}, which listens on that address`, async () => {
      const running = await startTraceRole(role, config, "::1");
      try {
        if (role === "sidecar") return;
        assert.equal((await fetch(`http://[::1]:${PORTS.collectorMetrics}/metrics`)).status, 200);
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
