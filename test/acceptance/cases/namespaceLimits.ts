import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { PORTS } from "../../../contract/ports";
import { eventually } from "../../programs/processes";
import { startTarget, type Target } from "../applications/targets";
import { gauge, sendOtlp } from "../tenants/otlp";
import { Tenants } from "../tenants/tenants";

const LIMIT = 1000;
/** The greedy namespace exposes ten times its limit. */
const GREEDY = { targets: 10, series: 1000 };
const MODEST_SERIES = 200;
/** Seconds for which everybody goes on. */
const SECONDS = 30;

/** Series that the receiver adds to each target: `up` and seven more. */
const OF_SCRAPE = 8;

const page = (series: number) =>
  ["# TYPE exposed gauge", ...Array.from({ length: series }, (_, id) => `exposed{id="${id}"} 1`), ""].join("\n");

describe("a namespace that exposes ten times the series that it may have", () => {
  let tenants: Tenants;
  let sent = 0;
  const stops: (() => Promise<void>)[] = [];

  const target = async (name: string, namespace: string, series: number): Promise<Target> => {
    const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
    const { podIP } = await tenants.pod({ name, namespace, annotations });
    const text = page(series);
    const started = await startTarget({ address: podIP, port: 8080, metrics: () => text, clients: () => [] });
    stops.push(() => started.stop());
    return started;
  };

  const value = async (expression: string): Promise<number> => {
    const [series] = await tenants.store.query(expression);
    return series?.value ?? 0;
  };

  const otlp = () => `http://${tenants.agent.podIP}:${PORTS.otlpHttp}/v1/metrics`;

  before(async () => {
    tenants = await Tenants.start({
      distribution: "gke-telemetry",
      agent: { seriesPerNamespace: LIMIT, debugExporter: false },
    });
    for (let pod = 0; pod < GREEDY.targets; pod += 1) await target(`greedy-${pod}`, "greedy", GREEDY.series);
    await eventually("the greedy namespace is at its limit", 60, async () => {
      const cut = 'sum(otelcol_exporter_durable_remote_write_cut_points_total{value="greedy"})';
      assert.ok((await value(cut)) > GREEDY.targets * GREEDY.series);
    });
    // Only now the others come.
    await target("modest-0", "modest", MODEST_SERIES);
    const { podIP } = await tenants.pod({ name: "sender", namespace: "sending" });
    await eventually("the agent knows the sender", 60, async () => {
      assert.equal(await sendOtlp(podIP, otlp(), gauge("hello", 1, {})), 200);
      assert.equal((await tenants.store.query('hello{k8s_namespace_name="sending"}')).length, 1);
    });
    for (; sent < SECONDS; sent += 1) {
      assert.equal(await sendOtlp(podIP, otlp(), gauge("sent", sent, {})), 200);
      await sleep(1000);
    }
  });

  after(async () => {
    for (const stop of stops) await stop();
    await (tenants as Tenants | undefined)?.stop();
  });

  it("has no more of them in the store, at any time", async () => {
    const ever = await value('count(last_over_time({k8s_namespace_name="greedy"}[10m]))');
    assert.ok(ever <= LIMIT, `${ever} series`);
    // A tenth is kept for what scrapes tell about themselves.
    assert.ok(ever >= LIMIT * 0.9, `${ever} series`);
  });

  it("still shows that each of its targets is up", async () => {
    assert.equal(await value('sum(up{k8s_namespace_name="greedy"})'), GREEDY.targets);
    const scrape = 'count({k8s_namespace_name="greedy",__name__=~"up|scrape_.+"})';
    assert.equal(await value(scrape), GREEDY.targets * OF_SCRAPE);
  });

  it("takes no sample of a scraped neighbour", async () => {
    const ofNeighbour = (name: string) => `count_over_time(${name}{k8s_namespace_name="modest"}[10m])`;
    const counts = await tenants.store.query(`${ofNeighbour("exposed")} or ${ofNeighbour("up")}`);
    assert.equal(counts.length, MODEST_SERIES + 1);
    const [fewest, most] = [Math.min, Math.max].map((of) => of(...counts.map(({ value }) => value)));
    assert.equal(fewest, most, "every series has a sample of each scrape");
    assert.ok(fewest! >= SECONDS * 0.8, `${fewest} scrapes in ${SECONDS} s`);
  });

  it("takes no sample of a neighbour that sends", async () => {
    await eventually("every sample that was sent is there", 30, async () => {
      assert.equal(await value('sum(count_over_time(sent{k8s_namespace_name="sending"}[10m]))'), sent);
    });
  });

  it("is named by the alert, and nobody else", async () => {
    await eventually("the alert fires", 60, async () => {
      const alerts = await tenants.store.query('ALERTS{alertname="NamespaceSeriesCut",alertstate="firing"}');
      assert.deepEqual(
        alerts.map(({ labels }) => labels["value"]),
        ["greedy"],
      );
    });
  });

  it("is told for good where it sends, and what exists goes on", async () => {
    const { podIP } = await tenants.pod({ name: "greedy-sender", namespace: "greedy" });
    await eventually("the agent knows the pod, whose series it refuses", 60, async () => {
      const status = await sendOtlp(podIP, otlp(), gauge("one_too_many", 1, {}));
      // OTLP repeats a request after 429, 502, 503 and 504 alone.
      assert.equal(status, 500);
    });
    assert.equal(await value('count(one_too_many{k8s_namespace_name="greedy"})'), 0);
    assert.ok((await value('count(exposed{k8s_namespace_name="greedy"})')) >= LIMIT * 0.9 - OF_SCRAPE);
  });
});
