import assert from "node:assert/strict";
import { request } from "node:http";
import { AGENTS } from "../../../collector/common/spanCertificates";
import { jaegerName, NAMES, NAMESPACES, serviceHost } from "../../../contract/names";
import { spanServerTls } from "../../../contract/credentials/spanTls";
import { DEFAULT_TEAM } from "../../../settings/schema/tracing";
import { spanTlsFiles } from "../../harness/credentials/spanTls";
import { tracingSettings } from "../../harness/traceSettings";
import { postOverTls } from "../../programs/otlpOverTls";
import type { Collector } from "../collector";
import { Load, SPANS_PER_TRACE } from "../load";
import { NAMES_SETTLE_SECONDS, pause, settledCount, TracePath } from "../path";
import { sendSpans, traceId, traceSpans } from "../sender";

const tracing = { sampling: { kind: "tail", decisionWaitSeconds: 2, samplers: 2, percent: 100 } };

/** Seconds after which a collector reads its certificate again. */
const RELOAD_SECONDS = parseInt(spanServerTls().reload_interval, 10);

const NO_SPANS = JSON.stringify({ resourceSpans: [] });

/** Status of an answer to plain HTTP. */
function plainStatus(address: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`http://${address}:4318/v1/traces`, { method: "POST" }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.on("error", reject);
    outgoing.end(NO_SPANS);
  });
}

describe("spans between the collectors and Jaeger", () => {
  let path: TracePath;
  before(async () => {
    path = await TracePath.start({ tracing, gateways: 1, agents: 1, samplers: 2 });
    await pause(NAMES_SETTLE_SECONDS);
  });
  after(() => path.stop());

  const receivers = (): readonly (readonly [workload: string, host: string, collector: Collector])[] => [
    [NAMES.traceGateway, serviceHost(NAMES.traceGateway, NAMESPACES.tracing), path.gateways[0]!],
    [NAMES.traceSampler, serviceHost(NAMES.traceSampler, NAMESPACES.tracing), path.samplers[0]!],
    [jaegerName(DEFAULT_TEAM), serviceHost(jaegerName(DEFAULT_TEAM), NAMESPACES.tracing), path.sink()],
  ];
  const statusWith = (
    files: Readonly<Record<string, string>>,
    [, serverName, { address }]: ReturnType<typeof receivers>[number],
  ) => postOverTls(`https://${address}:4318`, NO_SPANS, { files, serverName });

  it("arrive over TLS with certificates on both sides", async () => {
    await sendSpans(path.agents[0]!.address, traceSpans(traceId(1, 50), 3), { "service.name": "cart" });
    await settledCount(6, () => path.sink().spans().length);
    assert.equal(path.sink().traces().get(traceId(1, 50)), 3);
  });

  it("are taken from those alone who send to this one: agents open the gateway, the pipeline what is behind it", async () => {
    const [gateway, ...inner] = receivers();
    assert.equal(await statusWith(path.tls[AGENTS]!, gateway!), 200);
    await assert.rejects(statusWith(path.tls[NAMES.traceSampler]!, gateway!));
    for (const receiver of inner) {
      assert.equal(await statusWith(path.tls[NAMES.traceGateway]!, receiver), 200, receiver[0]);
      await assert.rejects(statusWith(path.tls[AGENTS]!, receiver), receiver[0]);
    }
  });

  it("are refused without a certificate, with another authority's, with a server's, and in plain text", async () => {
    const others = await spanTlsFiles(tracingSettings(tracing));
    for (const receiver of receivers()) {
      const [workload, , { address }] = receiver;
      const [trusting, server] = [path.tls[AGENTS]!, path.tls[workload]!];
      const client = (cert: string | undefined, key: string | undefined) => ({
        "server-ca.crt": trusting["server-ca.crt"]!,
        ...(cert && { "client.crt": cert }),
        ...(key && { "client.key": key }),
      });
      await assert.rejects(statusWith(client(undefined, undefined), receiver), workload);
      for (const stranger of [others[AGENTS]!, others[NAMES.traceGateway]!])
        await assert.rejects(statusWith(client(stranger["client.crt"], stranger["client.key"]), receiver), workload);
      await assert.rejects(statusWith(client(server["server.crt"], server["server.key"]), receiver), workload);
      assert.equal(await plainStatus(address), 400, workload);
    }
  });

  it("go to no server of another authority or another name", async () => {
    const others = await spanTlsFiles(tracingSettings(tracing));
    const [gateway] = receivers();
    const own = path.tls[AGENTS]!;
    const misled = { ...own, "server-ca.crt": others[AGENTS]!["server-ca.crt"]! };
    await assert.rejects(statusWith(misled, gateway!), /certificate|issuer|signature/i);
    await assert.rejects(statusWith(own, [gateway![0], "elsewhere.test", gateway![2]]), /altnames|hostname/i);
  });

  /** Makes a step of the certificates under load, and returns what was sent and did not arrive whole. */
  async function step(generation: number, order: "senders first" | "receivers first"): Promise<number> {
    const [agent] = path.agents;
    const load = new Load([agent!, agent!], 1, 60 + generation);
    await pause(2);
    await path.makeCertificates(generation);
    await path.showCertificates(order, RELOAD_SECONDS + 2);
    await pause(2);
    const sent = await load.stop();
    await settledCount(8, () => path.sink().spans().length);
    const arrived = path.sink().traces();
    const lost = sent.filter(({ id }) => arrived.get(id) !== SPANS_PER_TRACE);
    console.log(`      (generation ${generation}, ${order}: ${sent.length} traces, ${lost.length} not whole)`);
    assert.ok(sent.length > 500, `${sent.length} traces`);
    return lost.length;
  }

  it("are not lost while keys and authorities change, whoever learns of it first, and the old ones end", async () => {
    const first = path.tls;
    assert.equal(await step(2, "senders first"), 0);
    // Collectors read the authority's certificate only when they start, so a step restarts them.
    for (const sender of [...path.agents, ...path.gateways, ...path.samplers]) {
      await sender.stop();
      await sender.start();
    }
    assert.equal(await step(3, "receivers first"), 0);
    for (const receiver of receivers()) {
      const sender = receiver[0] === NAMES.traceGateway ? AGENTS : NAMES.traceGateway;
      const [old, now] = [first[sender]!, path.tls[sender]!];
      assert.equal(await statusWith(now, receiver), 200, receiver[0]);
      const withOld = { ...now, "client.crt": old["client.crt"]!, "client.key": old["client.key"]! };
      await assert.rejects(statusWith(withOld, receiver), receiver[0]);
    }
  });
});
