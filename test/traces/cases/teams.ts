import assert from "node:assert/strict";
import { sendJaegerSpan } from "../jaegerThrift";
import { sendSpans, traceId, traceSpans } from "../sender";
import { settledCount, TracePath } from "../path";

const teams = [
  { name: "shop", namespaces: ["shop"] },
  { name: "pay", namespaces: ["pay"], services: ["payment"] },
];

/** Resources of applications, and the team to which each one's spans belong. */
const APPLICATIONS: readonly (readonly [resource: Readonly<Record<string, string>>, team: string])[] = [
  [{ "service.name": "cart", "k8s.namespace.name": "shop" }, "shop"],
  [{ "service.name": "ledger", "k8s.namespace.name": "pay" }, "pay"],
  [{ "service.name": "payment", "k8s.namespace.name": "shop" }, "pay"],
  [{ "service.name": "payment", "k8s.namespace.name": "elsewhere" }, "pay"],
  [{ "service.name": "batch", "k8s.namespace.name": "elsewhere" }, "default"],
  [{ "service.name": "nameless" }, "default"],
];

const ZIPKIN = {
  traceId: traceId(99),
  id: "00000000000000aa",
  name: "old",
  localEndpoint: { serviceName: "zipkin-app" },
};

const JAEGER = { service: "jaeger-app", traceId: traceId(98) };

describe("the teams' spans", () => {
  let path: TracePath;
  before(async () => {
    path = await TracePath.start({ tracing: { teams, protocols: ["zipkin", "jaeger"] }, gateways: 2, agents: 1 });
    const [agent] = path.agents;
    for (const [index, [resource]] of APPLICATIONS.entries())
      await sendSpans(agent!.address, traceSpans(traceId(index), 3), resource);
    const answer = await fetch(`http://${agent!.address}:9411/api/v2/spans`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ ...ZIPKIN, timestamp: Date.now() * 1000, duration: 1000 }]),
    });
    assert.equal(answer.status, 202);
    await sendJaegerSpan(agent!.address, JAEGER.service, JAEGER.traceId);
    await settledCount(5, () => [...path.sinks.values()].reduce((sum, sink) => sum + sink.spans().length, 0));
  });
  after(() => path.stop());

  for (const team of ["shop", "pay", "default"])
    it(`are in the Jaeger of ${team}, and those of others are not`, () => {
      const arrived = path
        .sink(team)
        .spans()
        .filter(({ service }) => !["zipkin-app", JAEGER.service].includes(service));
      const wanted = APPLICATIONS.flatMap(([resource, owner], index) =>
        owner === team ? [`${resource["service.name"]} ${traceId(index)} 3`] : [],
      );
      const found = [...new Set(arrived.map(({ traceId: id, service }) => `${service} ${id}`))].map((one) => {
        const count = arrived.filter(({ traceId: id, service }) => `${service} ${id}` === one).length;
        return `${one} ${count}`;
      });
      assert.deepEqual([...found].sort(), [...wanted].sort());
    });

  it("say of which cluster and environment they are, and keep the attributes of their pod", () => {
    const [span] = path.sink("shop").spans();
    assert.equal(span!.attributes["k8s.cluster.name"], "telemetry-test");
    assert.equal(span!.attributes["deployment.environment"], "test");
    assert.equal(span!.attributes["k8s.namespace.name"], "shop");
  });

  it("are taken from applications that speak Zipkin", () => {
    const spans = path.sink().spans();
    assert.ok(spans.some((span) => span.traceId === ZIPKIN.traceId && span.service === "zipkin-app"));
  });

  it("are taken from applications that speak Jaeger, of a trace with 128 bits in its id", () => {
    const spans = path.sink().spans();
    assert.deepEqual(
      spans.flatMap(({ service, traceId: id }) => (service === JAEGER.service ? [id] : [])),
      [JAEGER.traceId],
    );
  });
});

describe("a team whose Jaeger is away", () => {
  let path: TracePath;
  before(async () => {
    path = await TracePath.start({ tracing: { teams }, gateways: 1, agents: 1 });
  });
  after(() => path.stop());

  it("costs the others nothing, and gets its spans once it is back", async () => {
    path.sink("pay").kill();
    const [agent] = path.agents;
    for (let index = 0; index < 20; index += 1) {
      await sendSpans(agent!.address, traceSpans(traceId(index, 2), 2), APPLICATIONS[0]![0]);
      await sendSpans(agent!.address, traceSpans(traceId(index, 3), 2), APPLICATIONS[1]![0]);
    }
    await settledCount(4, () => path.sink("shop").spans().length);
    assert.equal(path.sink("shop").spans().length, 40);
    await path.sink("pay").start();
    await settledCount(12, () => path.sink("pay").spans().length);
    assert.equal(path.sink("pay").spans().length, 40);
  });
});
