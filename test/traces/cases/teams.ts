import assert from "node:assert/strict";
import { sendJaegerSpan } from "../jaegerThrift";
import { post, sendSpans, traceId, traceSpans } from "../sender";
import { settledCount, TracePath } from "../path";

const teams = [
  { name: "shop", namespaces: ["shop"] },
  { name: "pay", namespaces: ["pay"], services: ["payment"] },
];

interface Application {
  /** The pod that sends. Undefined: the connection is of no pod of the node. */
  readonly pod?: { readonly name: string; readonly namespace: string };
  readonly service: string;
  /** Namespace that it says it is of. Undefined: it says none. */
  readonly says?: string;
  /** The team to which its spans belong. */
  readonly team: string;
}

const pod = (namespace: string, name: string) => ({ pod: { namespace, name } });

/** The namespace whose pods may speak for others. */
const TRUSTED = "mesh";

const CART = { ...pod("shop", "cart-0"), service: "cart", team: "shop" };
const LEDGER = { ...pod("pay", "ledger-0"), service: "ledger", says: "pay", team: "pay" };

const APPLICATIONS: readonly Application[] = [
  CART,
  LEDGER,
  { ...pod("shop", "payment-0"), service: "payment", team: "pay" },
  { ...pod("elsewhere", "payment-1"), service: "payment", team: "pay" },
  { ...pod("elsewhere", "batch-0"), service: "batch", team: "default" },
  { ...pod("elsewhere", "spy-0"), service: "spy", says: "shop", team: "default" },
  { ...pod(TRUSTED, "forwarder-0"), service: "forwarded", says: "shop", team: "shop" },
  { service: "nameless", says: "shop", team: "default" },
];

const PODS = APPLICATIONS.flatMap((application) => (application.pod ? [application.pod] : []));

/** Sends spans of a trace as the application does. */
function send(path: TracePath, { pod: sender, service, says }: Application, id: string, count: number): Promise<void> {
  const resource = { "service.name": service, ...(says && { "k8s.namespace.name": says }) };
  const from = sender && path.from(sender.name);
  return sendSpans(path.agents[0]!.address, traceSpans(id, count), resource, from);
}

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
    path = await TracePath.start({
      tracing: { teams, protocols: ["zipkin", "jaeger"] },
      gateways: 2,
      agents: 1,
      pods: PODS,
      trustedNamespaces: [TRUSTED],
    });
    const [agent] = path.agents;
    for (const [index, application] of APPLICATIONS.entries()) await send(path, application, traceId(index), 3);
    const from = path.from(CART.pod.name);
    const { status } = await post(`http://${agent!.address}:9411/api/v2/spans`, {
      type: "application/json",
      body: JSON.stringify([{ ...ZIPKIN, timestamp: Date.now() * 1000, duration: 1000 }]),
      from,
    });
    assert.equal(status, 202);
    await sendJaegerSpan(agent!.address, JAEGER.service, JAEGER.traceId, from);
    await settledCount(5, () => [...path.sinks.values()].reduce((sum, sink) => sum + sink.spans().length, 0));
  });
  after(() => path.stop());

  for (const team of ["shop", "pay", "default"])
    it(`are in the Jaeger of ${team}, and those of others are not`, () => {
      const arrived = path
        .sink(team)
        .spans()
        .filter(({ service }) => !["zipkin-app", JAEGER.service].includes(service));
      const wanted = APPLICATIONS.flatMap(({ service, team: owner }, index) =>
        owner === team ? [`${service} ${traceId(index)} 3`] : [],
      );
      const found = [...new Set(arrived.map(({ traceId: id, service }) => `${service} ${id}`))].map((one) => {
        const count = arrived.filter(({ traceId: id, service }) => `${service} ${id}` === one).length;
        return `${one} ${count}`;
      });
      assert.deepEqual([...found].sort(), [...wanted].sort());
    });

  it("say of which cluster, environment and pod they are", () => {
    const span = path
      .sink("shop")
      .spans()
      .find(({ service }) => service === CART.service);
    assert.equal(span!.attributes["k8s.cluster.name"], "telemetry-test");
    assert.equal(span!.attributes["deployment.environment"], "test");
    assert.equal(span!.attributes["k8s.namespace.name"], CART.pod.namespace);
    assert.equal(span!.attributes["k8s.pod.name"], CART.pod.name);
  });

  it("are taken from applications that speak Zipkin, as those of their pods", () => {
    const spans = path.sink("shop").spans();
    assert.ok(spans.some((span) => span.traceId === ZIPKIN.traceId && span.service === "zipkin-app"));
  });

  it("are taken from applications that speak Jaeger, as those of their pods, with 128 bits in a trace's id", () => {
    const spans = path.sink("shop").spans();
    assert.deepEqual(
      spans.flatMap(({ service, traceId: id }) => (service === JAEGER.service ? [id] : [])),
      [JAEGER.traceId],
    );
  });
});

describe("a team whose Jaeger is away", () => {
  let path: TracePath;
  before(async () => {
    path = await TracePath.start({ tracing: { teams }, gateways: 1, agents: 1, pods: [CART.pod, LEDGER.pod] });
  });
  after(() => path.stop());

  it("costs the others nothing, and gets its spans once it is back", async () => {
    path.sink("pay").kill();
    for (let index = 0; index < 20; index += 1) {
      await send(path, CART, traceId(index, 2), 2);
      await send(path, LEDGER, traceId(index, 3), 2);
    }
    await settledCount(4, () => path.sink("shop").spans().length);
    assert.equal(path.sink("shop").spans().length, 40);
    await path.sink("pay").start();
    await settledCount(12, () => path.sink("pay").spans().length);
    assert.equal(path.sink("pay").spans().length, 40);
  });
});
