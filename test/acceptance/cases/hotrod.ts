import assert from "node:assert/strict";
import { otlpReceiver } from "../../../collector/common/receivers";
import { RECEIVERS } from "../../../contract/collector/components";
import { gatewayConfig } from "../../../collector/gateway/config";
import { jaegerName, NAMES, NAMESPACES, serviceHost } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { DEFAULT_TEAM, tracing } from "../../../settings/schema/tracing";
import { spanTlsFiles } from "../../harness/credentials/spanTls";
import type { StoredSpan } from "../../programs/jaegerApi";
import { eventually } from "../../programs/processes";
import {
  type RunningJaeger,
  type RunningTracingPod,
  startGateway,
  startHotrod,
  startJaeger,
} from "../applications/tracingPods";
import { JAEGER_CLIENTS } from "../../harness/traceSettings";

/** HotROD's services; the last two are what its databases would be. */
const SERVICES = ["customer", "driver", "frontend", "mysql", "redis-manual", "route"];

/** One request asks for a customer, finds ten drivers and a route for each of them. */
const DRIVERS = 10;

const STORAGE = { kind: "memory", maxTraces: 10_000 } as const;

async function startTracing() {
  const settings = tracing.parse({ spanMetrics: false, teams: [{ name: "rides", services: SERVICES }] });
  const tls = await spanTlsFiles(settings);
  const jaeger = (name: string) => startJaeger({ name, namespaces: [], ...JAEGER_CLIENTS, storage: STORAGE }, tls);
  const rides = await jaeger("rides");
  const rest = await jaeger(DEFAULT_TEAM);
  const planned = gatewayConfig({
    environment: "acceptance",
    clusterName: "acceptance",
    tracing: settings,
    remoteWrite: { url: "https://localhost", headers: {}, authentication: "none", authority: "public", version: "1.0" },
    scrapeIntervalSeconds: 15,
  });
  // There is no agent before it, so it receives as an agent does: plain text.
  const config = { ...planned, receivers: { [RECEIVERS.otlp]: otlpReceiver("1m").settings } };
  const gateway = await startGateway(config, tls, {
    [serviceHost(jaegerName("rides"), NAMESPACES.tracing)]: rides.podIP,
    [serviceHost(jaegerName("default"), NAMESPACES.tracing)]: rest.podIP,
  });
  const hotrod = await startHotrod(serviceHost(NAMES.agentService, NAMESPACES.agent), gateway.podIP);
  return { rides, rest, hotrod };
}

describe("a request to HotROD", () => {
  let rides: RunningJaeger;
  let rest: RunningJaeger;
  let hotrod: RunningTracingPod;
  let trace: StoredSpan[];

  before(async () => {
    ({ rides, rest, hotrod } = await startTracing());
    const response = await fetch(`http://${hotrod.podIP}:${PORTS.hotrod}/dispatch?customer=123`);
    assert.equal(response.status, 200);
    trace = await eventually("the trace is whole", 60, async () => {
      const found = (await rides.api.traces("frontend")).filter((spans) =>
        spans.some(({ operation }) => operation.endsWith("/dispatch")),
      );
      assert.equal(found.length, 1);
      const routes = found[0]!.filter(({ service, parents }) => service === "route" && parents.length > 0);
      assert.equal(routes.length, DRIVERS);
      return found[0]!;
    });
  });

  it("is one trace through all services, in the Jaeger of their team", () => {
    assert.deepEqual([...new Set(trace.map(({ service }) => service))].sort(), SERVICES);
  });

  it("is whole: every span but the first has its parent in the trace", () => {
    const ids = new Set(trace.map(({ id }) => id));
    assert.equal(trace.filter(({ parents }) => parents.length === 0).length, 1);
    assert.ok(trace.flatMap(({ parents }) => parents).every((parent) => ids.has(parent)));
  });

  it("leaves nothing in the Jaeger of the spans of nobody", async () => {
    assert.deepEqual(await rest.api.services(), []);
  });
});
