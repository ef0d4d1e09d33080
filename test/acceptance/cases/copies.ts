import assert from "node:assert/strict";
import { otlpReceiver } from "../../../collector/common/receivers";
import { gatewayConfig } from "../../../collector/gateway/config";
import { RECEIVERS } from "../../../contract/collector/components";
import { jaegerName, NAMESPACES, serviceHost } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { parseSettings } from "../../../settings/parse";
import { DEFAULT_TEAM } from "../../../settings/schema/tracing";
import { spanTlsFiles } from "../../harness/credentials/spanTls";
import { JAEGER_CLIENTS } from "../../harness/traceSettings";
import { eventually } from "../../programs/processes";
import { type RunningJaeger, type RunningTracingPod, startGateway, startJaeger } from "../applications/tracingPods";
import { LogStack } from "../logs/logStack";
import { API_KEY, Destination } from "../tenants/destination";
import { sendOtlp, span } from "../tenants/otlp";

const STORAGE = { kind: "memory", maxTraces: 10_000 } as const;

/** Settings with a destination that gets a signal over HTTP. */
const sentTo = ({ address, authority }: Destination, signal: string) => [
  {
    ...{ name: "vendor", signals: [signal], endpoint: `https://${address}:4318`, authority },
    auth: { kind: "header", header: "api-key" },
  },
];

describe("processors and a further destination of spans", () => {
  let destination: Destination;
  let jaeger: RunningJaeger;
  let gateway: RunningTracingPod;

  before(async () => {
    destination = Destination.create();
    await destination.start();
    const settings = parseSettings(
      {
        environment: "acceptance",
        cluster: { kind: "existing", name: "acceptance" },
        tracing: { spanMetrics: false },
        processors: {
          traces: [{ name: "probes", kind: "filter", config: { trace_conditions: ['span.name == "GET /healthz"'] } }],
        },
        exporters: sentTo(destination, "traces"),
      },
      ["exporterSecrets.vendor"],
    );
    const tls = await spanTlsFiles(settings.tracing);
    jaeger = await startJaeger({ name: DEFAULT_TEAM, namespaces: [], ...JAEGER_CLIENTS, storage: STORAGE }, tls);
    const planned = gatewayConfig({
      environment: "acceptance",
      clusterName: "acceptance",
      tracing: settings.tracing!,
      remoteWrite: {
        url: "https://localhost",
        headers: {},
        authentication: "none",
        authority: "public",
        version: "1.0",
      },
      scrapeIntervalSeconds: 15,
      processors: settings.processors.traces,
      exporters: settings.exporters,
    });
    // There is no agent before it, so it receives as an agent does: plain text.
    const config = { ...planned, receivers: { [RECEIVERS.otlp]: otlpReceiver("1m").settings } };
    const hosts = { [serviceHost(jaegerName(DEFAULT_TEAM), NAMESPACES.tracing)]: jaeger.podIP };
    gateway = await startGateway(config, tls, hosts, { vendor: API_KEY });
  });

  after(async () => {
    await (gateway as RunningTracingPod | undefined)?.remove();
    await (jaeger as RunningJaeger | undefined)?.remove();
    await destination.stop();
  });

  it("leave a span out, and send the others to Jaeger and to the destination", async () => {
    const url = `http://${gateway.podIP}:${PORTS.otlpHttp}/v1/traces`;
    for (const name of ["GET /healthz", "GET /cart"])
      assert.equal(await sendOtlp(gateway.podIP, url, span(name, { "service.name": "shop" })), 200);
    await eventually("both have the span", 60, async () => {
      assert.match(destination.received(), /Name +: GET \/cart/);
      const operations = (await jaeger.api.traces("shop")).flat().map(({ operation }) => operation);
      assert.deepEqual(operations, ["GET /cart"]);
    });
    assert.match(destination.received(), /k8s\.cluster\.name: Str\(acceptance\)/);
    assert.doesNotMatch(destination.received(), /healthz/);
  });
});

describe("processors and a further destination of log lines", () => {
  let destination: Destination;
  let stack: LogStack;

  before(async () => {
    destination = Destination.create();
    await destination.start();
    const quiet = { name: "quiet", kind: "filter", config: { log_conditions: ['IsMatch(log.body, "^ok")'] } };
    stack = await LogStack.start(
      { redact: [{ pattern: "password=\\S+" }] },
      { processors: { logs: [quiet] }, exporters: sentTo(destination, "logs") },
      { vendor: API_KEY },
    );
  });

  after(async () => {
    await (stack as LogStack | undefined)?.stop();
    await destination.stop();
  });

  it("leave a line out, and send the others to the store and to the destination, redacted", async () => {
    const shop = await stack.container("shop", "web-1");
    shop.write(["ok nothing happened", "login password=hunter2 done"]);
    await eventually("both have the line", 60, async () => {
      assert.match(destination.received(), /Body: Str\(login \[redacted\] done\)/);
      assert.equal((await stack.query('"login [redacted] done"')).length, 1);
    });
    assert.match(destination.received(), /k8s\.pod\.name: Str\(web-1\)/);
    assert.doesNotMatch(destination.received(), /hunter2|nothing happened/);
    assert.deepEqual(await stack.query('"nothing happened"'), []);
  });
});
