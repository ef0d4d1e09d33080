import assert from "node:assert/strict";
import type { CollectorConfig } from "../../../collector/common/model";
import { gatewayConfig } from "../../../collector/gateway/config";
import { samplerConfig } from "../../../collector/sampler/config";
import { NAMES, NAMESPACES, serviceHost } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { TRACES } from "../../../monitoring/metrics";
import { traceInput } from "../../harness/traceSettings";
import { sendTraces, traceId } from "../../programs/jaegerApi";
import { eventually } from "../../programs/processes";
import { startTraceRole, TAIL, traceRoleCertificates } from "../applications/traceRoles";

interface Role {
  readonly config: CollectorConfig;
  /** Who sends to it. */
  readonly client: string;
  /** Its name in certificates. */
  readonly name: string;
  readonly metrics: readonly string[];
}

const { accepted, bufferedTraces, bufferEvictedTraces, decided, undecidedTraces } = TRACES;
const ROLES: Readonly<Record<string, Role>> = {
  gateway: {
    config: gatewayConfig(traceInput(TAIL)),
    client: "agent",
    name: NAMES.traceGateway,
    metrics: [accepted, bufferedTraces, bufferEvictedTraces],
  },
  sampler: {
    config: samplerConfig(traceInput(TAIL))!,
    client: "gateway",
    name: NAMES.traceSampler,
    metrics: [accepted, decided, undecidedTraces],
  },
};

const ADDRESS = "127.0.0.1";

describe("a trace pipeline with tail sampling", () => {
  for (const [role, { config, client, name, metrics }] of Object.entries(ROLES))
    it(`has a ${role} that tells the metrics which dashboards and alerts ask for`, async () => {
      const running = await startTraceRole(role, config, ADDRESS);
      try {
        const files = await traceRoleCertificates(client);
        const serverName = serviceHost(name, NAMESPACES.tracing);
        await sendTraces(`https://${ADDRESS}:${PORTS.otlpHttp}`, "shop", [traceId()], { files, serverName });
        await eventually(
          "every metric has a series",
          60,
          async () => {
            const page = await (await fetch(`http://${ADDRESS}:${PORTS.collectorMetrics}/metrics`)).text();
            const told = new Set([...page.matchAll(/^(\w+)[{ ]/gm)].map(([, metric]) => metric));
            assert.deepEqual(
              metrics.filter((metric) => !told.has(metric)),
              [],
            );
          },
          [running],
        );
      } finally {
        await running.stop();
      }
    });
});
