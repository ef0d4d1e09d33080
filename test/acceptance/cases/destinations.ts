import assert from "node:assert/strict";
import { exportersSecret } from "../../../contract/collector/own";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { eventually } from "../../programs/processes";
import { startTarget, type Target } from "../applications/targets";
import { API_KEY, Destination, TOKEN } from "../tenants/destination";
import { sendOtlp } from "../tenants/otlp";
import { type RunningTenantPod, Tenants } from "../tenants/tenants";

const PAGE = [
  "# TYPE shop_wait_ms gauge",
  "shop_wait_ms 7",
  "# TYPE debug_noise gauge",
  "debug_noise 1",
  "# TYPE shop_orders gauge",
  "shop_orders 3",
  "",
].join("\n");

const PROCESSORS = {
  metrics: [
    { name: "drop-debug", kind: "filter", config: { metric_conditions: ['IsMatch(metric.name, "^debug_.*")'] } },
    {
      name: "units",
      kind: "transform",
      config: { metric_statements: ['replace_pattern(metric.name, "_ms$$", "_milliseconds")'] },
    },
    { name: "team", kind: "attributes", config: { actions: [{ key: "team", value: "shop", action: "insert" }] } },
  ],
};

/** As long as agents leave a value, and as many of them as make a data point large. */
const PADDING = "x".repeat(2_000);
const PADDINGS = ["one", "two", "three", "four", "five"];
const POINTS = 20;

/** A request of 200 KB whose data points are series of their own. */
function large(request: number): unknown {
  const now = `${Date.now()}000000`;
  const attributes = (point: number) => [
    { key: "series", value: { stringValue: `${request}-${point}` } },
    ...PADDINGS.map((key) => ({ key, value: { stringValue: PADDING } })),
  ];
  const dataPoints = Array.from({ length: POINTS }, (_, point) => ({
    timeUnixNano: now,
    asDouble: request,
    attributes: attributes(point),
  }));
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "flood", gauge: { dataPoints } }] }] }] };
}

for (const distribution of ["gke-telemetry", "contrib"] as const)
  describe(`processors and further destinations of the settings, with the image ${distribution}`, () => {
    let tenants: Tenants;
    let destination: Destination;
    let target: Target;
    let sender: RunningTenantPod;

    before(async () => {
      destination = Destination.create();
      await destination.start();
      const common = { signals: ["metrics"], authority: destination.authority, queueMiB: 16 };
      const url = `https://${destination.address}`;
      tenants = await Tenants.start({
        distribution,
        agent: { debugExporter: false },
        settings: {
          processors: PROCESSORS,
          exporters: [
            { name: "central", protocol: "grpc", endpoint: `${url}:4317`, ...common },
            { name: "vendor", endpoint: `${url}:4318`, auth: { kind: "header", header: "api-key" }, ...common },
          ],
        },
        secrets: ["exporterSecrets.central", "exporterSecrets.vendor"],
        objects: [
          {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: exportersSecret(NAMES.agentDaemonSet), namespace: NAMESPACES.agent },
            stringData: { central: TOKEN, vendor: API_KEY },
          } as never,
        ],
      });
      const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
      const { podIP } = await tenants.pod({ name: "app", namespace: "shop", annotations });
      target = await startTarget({ address: podIP, port: 8080, metrics: () => PAGE, clients: () => [] });
      sender = await tenants.pod({ name: "sender", namespace: "shop" });
    });

    after(async () => {
      await (target as Target | undefined)?.stop();
      await (tenants as Tenants | undefined)?.stop();
      await destination.stop();
    });

    /** How often the destination has got a metric, by both ways. */
    const times = (text: string) => destination.received().split(text).length - 1;

    it("are applied to a scraped sample before it is stored", async () => {
      await eventually("the renamed metric is stored", 60, async () => {
        const [wait] = await tenants.store.query('shop_wait_milliseconds{k8s_namespace_name="shop"}');
        assert.deepEqual([wait!.value, wait!.labels["team"], wait!.labels["k8s_pod_name"]], [7, "shop", "app"]);
      });
      assert.deepEqual(await tenants.store.query('{__name__=~"shop_wait_ms|debug_noise"}'), []);
      assert.equal((await tenants.store.query("shop_orders")).length, 1);
    });

    it("get a copy with the attributes of OpenTelemetry, by either protocol and credential", async () => {
      await eventually("the destination has copies of two scrapes by both ways", 60, () => {
        assert.ok(times("Name: shop_wait_milliseconds") >= 4);
      });
      const received = destination.received();
      assert.match(received, /k8s\.namespace\.name: Str\(shop\)/);
      assert.doesNotMatch(received, /k8s_namespace_name|Name: (debug_noise|shop_wait_ms)$/m);
    });

    it("cost senders and the store nothing while they are away and their queues are full", async () => {
      await destination.stop();
      const url = `http://${tenants.agent.podIP}:${PORTS.otlpHttp}/v1/metrics`;
      const requests = 60;
      for (let request = 0; request < requests; request += 1)
        assert.equal(await sendOtlp(sender.podIP, url, large(request)), 200, `request ${request}`);
      await eventually("the store has all of it", 120, async () => {
        const [all] = await tenants.store.query('count(last_over_time(flood{k8s_pod_name="sender"}[10m]))');
        assert.equal(all?.value, requests * POINTS);
      });
      await eventually("copies are counted as dropped, for each exporter", 60, async () => {
        const dropped = await tenants.store.query(
          'otelcol_exporter_enqueue_failed_metric_points_total{exporter=~".+/own_.+"} > 0',
        );
        const names = dropped.map(({ labels }) => labels["exporter"]).sort();
        assert.deepEqual(names, ["otlp_grpc/own_central", "otlp_http/own_vendor"]);
      });
      await eventually("an alert names them", 60, async () => {
        const alerts = await tenants.store.query('ALERTS{alertname="CopyQueueOverflow",alertstate="firing"}');
        assert.equal(alerts.length, 2);
      });
      const losses = await tenants.store.query(
        'ALERTS{alertname=~"AgentEnqueueFailed|AgentSendFailed|AgentRefusesData|AgentQueueFilling"}',
      );
      assert.deepEqual(losses, []);
      const [lost] = await tenants.store.query("max(node:otelcol_lost_metric_points:rate5m)");
      assert.equal(lost?.value, 0);
    });

    it("get copies again once they are back", async () => {
      const before = times("Name: shop_wait_milliseconds");
      await destination.start();
      await eventually("the destination has new copies", 60, () => {
        assert.ok(times("Name: shop_wait_milliseconds") > before + 2);
      });
    });
  });
