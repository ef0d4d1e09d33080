import assert from "node:assert/strict";
import { PORTS } from "../../../contract/ports";
import { eventually } from "../../programs/processes";
import { startTarget, type Target } from "../applications/targets";
import { gauge, sendOtlp } from "../tenants/otlp";
import { Tenants } from "../tenants/tenants";

const PAGE = [
  "# TYPE noisy_gc_seconds gauge",
  "noisy_gc_seconds 1",
  "# TYPE http_requests_total counter",
  'http_requests_total{code="200",user="ann"} 2',
  'http_requests_total{code="200",user="bob"} 3',
  "# TYPE http_seconds histogram",
  'http_seconds_bucket{user="ann",le="1"} 1',
  'http_seconds_bucket{user="ann",le="+Inf"} 2',
  'http_seconds_sum{user="ann"} 3',
  'http_seconds_count{user="ann"} 2',
  'http_seconds_bucket{user="bob",le="1"} 4',
  'http_seconds_bucket{user="bob",le="+Inf"} 5',
  'http_seconds_sum{user="bob"} 6',
  'http_seconds_count{user="bob"} 5',
  "# TYPE queue_length gauge",
  'queue_length{cloud_region="mars"} 7',
  "",
].join("\n");

for (const distribution of ["gke-telemetry", "contrib"] as const)
  describe(`rules of metrics and attributes of the stack, with the image ${distribution}`, () => {
    let tenants: Tenants;
    const targets: Target[] = [];

    const target = async (namespace: string) => {
      const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
      const { podIP } = await tenants.pod({ name: "app", namespace, annotations });
      targets.push(await startTarget({ address: podIP, port: 8080, metrics: () => PAGE, clients: () => [] }));
      return podIP;
    };

    before(async () => {
      tenants = await Tenants.start({
        distribution,
        agent: {
          debugExporter: false,
          metricRules: [
            { drop: "noisy_.*|otlp_noise" },
            { namespaces: ["kept"], keep: "http_requests_total" },
            { namespaces: ["summed"], dropLabels: "user" },
            { namespaces: ["kept"], dropLabels: "user", metrics: "http_seconds" },
          ],
        },
        attributes: { "cloud.region": "europe-west1" },
      });
      for (const namespace of ["kept", "summed", "plain"]) await target(namespace);
    });

    after(async () => {
      for (const one of targets) await one.stop();
      await (tenants as Tenants | undefined)?.stop();
    });

    const stored = (namespace: string) =>
      eventually(`samples of ${namespace} are there`, 60, async () => {
        const series = await tenants.store.query(`{k8s_namespace_name="${namespace}",__name__!~"scrape_.+"}`);
        assert.ok(series.some(({ labels }) => labels["__name__"] === "http_requests_total"));
        return series;
      });
    const namesIn = async (namespace: string) =>
      [...new Set((await stored(namespace)).map(({ labels }) => labels["__name__"]))].sort();

    it("drops a metric in every namespace, and no other", async () => {
      const names = ["http_requests_total", "http_seconds_bucket", "http_seconds_count", "http_seconds_sum"];
      assert.deepEqual(await namesIn("plain"), [...names, "queue_length", "up"]);
    });

    it("keeps in a namespace what its rule names, and what says that the target is up", async () => {
      assert.deepEqual(await namesIn("kept"), ["http_requests_total", "up"]);
      const scrapes = await tenants.store.query('scrape_samples_scraped{k8s_namespace_name="kept"}');
      assert.equal(scrapes.length, 1);
    });

    it("adds up the series that differ in a dropped label alone", async () => {
      const value = async (expression: string) => {
        const series = await tenants.store.query(expression);
        assert.equal(series.length, 1, JSON.stringify(series));
        assert.equal(series[0]!.labels["user"], undefined);
        return series[0]!.value;
      };
      await stored("summed");
      assert.equal(await value('http_requests_total{k8s_namespace_name="summed"}'), 5);
      assert.equal(await value('http_seconds_bucket{k8s_namespace_name="summed",le=~"1|1.0"}'), 5);
      assert.equal(await value('http_seconds_count{k8s_namespace_name="summed"}'), 7);
      assert.equal((await tenants.store.query('http_requests_total{k8s_namespace_name="plain"}')).length, 2);
    });

    it("names the stack's own attributes on every sample, and renames a target's own", async () => {
      const series = await stored("plain");
      assert.deepEqual([...new Set(series.map(({ labels }) => labels["cloud_region"]))], ["europe-west1"]);
      const [queue] = series.filter(({ labels }) => labels["__name__"] === "queue_length");
      assert.equal(queue!.labels["exported_cloud_region"], "mars");
    });

    it("does the same with what is sent by OTLP", async () => {
      const { podIP } = await tenants.pod({ name: "sender", namespace: "plain" });
      const url = `http://${tenants.agent.podIP}:${PORTS.otlpHttp}/v1/metrics`;
      await eventually("a metric of the sender is there", 60, async () => {
        for (const name of ["otlp_noise", "otlp_signal"])
          assert.equal(await sendOtlp(podIP, url, gauge(name, 1, { "cloud.region": "mars" })), 200);
        const [signal] = await tenants.store.query('otlp_signal{k8s_pod_name="sender"}');
        assert.equal(signal!.labels["cloud_region"], "europe-west1");
        assert.equal(signal!.labels["exported_cloud_region"], "mars");
      });
      assert.deepEqual(await tenants.store.query("otlp_noise"), []);
    });
  });
