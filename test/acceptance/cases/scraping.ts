/** What annotations of Services and pods ask for, with a real API server and a real program that exposes protobuf. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { eventually } from "../../programs/processes";
import { startTarget } from "../applications/targets";
import type { KubernetesObject } from "../cluster/kubernetes";
import type { NodeName } from "../cluster/nodes";
import { NODE, Tenants, type RunningTenantPod } from "../tenants/tenants";

const NAMESPACE = "shop";
const OTHER_NODE: NodeName = "acceptance-2";
const ANNOTATED = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };

const PAGE = [
  "# TYPE orders counter",
  "orders_total 5",
  "# TYPE queue_age gauge",
  'queue_age{job="orders",instance="queue-7",k8s_namespace_name="billing"} 3',
  "",
].join("\n");

for (const distribution of ["gke-telemetry", "contrib"] as const)
  describe(`scraping by annotation, with the image ${distribution}`, () => {
    let tenants: Tenants;
    const stops: (() => Promise<void>)[] = [];

    const serve = async ({ podIP }: RunningTenantPod, port = 8080) => {
      const target = await startTarget({ address: podIP, port, metrics: () => PAGE, clients: () => [] });
      stops.push(() => target.stop());
      return target;
    };

    /** What the store says of itself, for whoever asks: the one program here that exposes native histograms. */
    const proxy = async ({ podIP }: RunningTenantPod) => {
      const server = createServer((request, response) => {
        const headers = { accept: request.headers.accept ?? "" };
        void fetch(`${tenants.store.url}/metrics`, { headers }).then(async (answer) => {
          response.setHeader("content-type", answer.headers.get("content-type") ?? "");
          response.end(Buffer.from(await answer.arrayBuffer()));
        });
      });
      await new Promise<void>((resolve) => server.listen(8080, podIP, resolve));
      stops.push(async () => {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      });
    };

    /** Its addresses are not those of the pods: these are of this machine, which no EndpointSlice may name. */
    const slice = (name: string, pods: readonly RunningTenantPod[]): KubernetesObject =>
      ({
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name, namespace: NAMESPACE, labels: { "kubernetes.io/service-name": "cart" } },
        addressType: "IPv4",
        endpoints: pods.map(({ pod }, index) => ({
          addresses: [`192.0.2.${index + 1}`],
          nodeName: pod.spec.nodeName,
          conditions: { ready: true },
          targetRef: { kind: "Pod", name: pod.metadata.name, namespace: NAMESPACE, uid: pod.metadata.uid },
        })),
        ports: [{ name: "http-metrics", port: 8080, protocol: "TCP" }],
      }) as KubernetesObject;

    before(async () => {
      tenants = await Tenants.start({
        distribution,
        agent: { debugExporter: false, serviceAnnotations: true, nativeHistograms: true },
      });
      const pod = (name: string, more: object = {}) => tenants.pod({ name, namespace: NAMESPACE, ...more });
      const [here, there, own, honoured, native] = [
        await pod("here"),
        await pod("there", { node: OTHER_NODE }),
        await pod("own", { annotations: { ...ANNOTATED, "prometheus.io/port": "8081" } }),
        await pod("honoured", { annotations: { ...ANNOTATED, "prometheus.io/honor-labels": "true" } }),
        await pod("native", { annotations: ANNOTATED }),
      ];
      for (const one of [here, there, honoured]) await serve(one);
      await serve(own, 8080);
      await serve(own, 8081);
      await proxy(native);
      const service = {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "cart", namespace: NAMESPACE, annotations: { "prometheus.io/scrape": "true" } },
        spec: { clusterIP: "None", ports: [{ name: "http-metrics", port: 8080, protocol: "TCP" }] },
      } as KubernetesObject;
      await tenants.apply([service, slice("cart-a", [here, there, own]), slice("cart-b", [here])]);
    });

    after(async () => {
      for (const stop of stops) await stop();
      await (tenants as Tenants | undefined)?.stop();
    });

    const targets = () =>
      eventually("the Service's pod and the pods with annotations are up", 60, async () => {
        const up = await tenants.store.query(`up{k8s_namespace_name="${NAMESPACE}"}`);
        assert.equal(up.length, 4, JSON.stringify(up));
        return up.map(({ labels, value }) => [labels["k8s_pod_name"], labels["job"], value]).sort();
      });

    it("scrapes the Service's pods of the node once each, at their own addresses, and the rest by their pods", async () => {
      assert.deepEqual(await targets(), [
        ["here", "cart", 1],
        ["honoured", "kubernetes-pods", 1],
        ["native", "kubernetes-pods", 1],
        ["own", "kubernetes-pods", 1],
      ]);
      const [own] = await tenants.store.query('up{k8s_pod_name="own"}');
      assert.match(own!.labels["instance"]!, /:8081$/);
      const [here] = await tenants.store.query('up{k8s_pod_name="here"}');
      assert.equal(here!.labels["k8s_node_name"], NODE);
    });

    it("keeps the job and instance that a pod names where it asks for it, and its namespace from discovery", async () => {
      const [honoured] = await tenants.store.query('queue_age{k8s_pod_name="honoured"}');
      const { job, instance, k8s_namespace_name: namespace, exported_k8s_namespace_name: said } = honoured!.labels;
      assert.deepEqual([job, instance, namespace, said], ["orders", "queue-7", NAMESPACE, "billing"]);
      const [here] = await tenants.store.query('queue_age{k8s_pod_name="here"}');
      assert.deepEqual([here!.labels["job"], here!.labels["exported_job"]], ["cart", "orders"]);
    });

    it("stores native histograms as such", async () => {
      const name = "prometheus_http_request_duration_seconds";
      await eventually("the histogram has a quantile", 60, async () => {
        const selector = `${name}{k8s_pod_name="native",handler="/api/v1/write"}`;
        const [quantile] = await tenants.store.query(`histogram_quantile(0.9, ${selector})`);
        assert.ok(quantile && quantile.value > 0 && quantile.value < 10, JSON.stringify(quantile));
        const [count] = await tenants.store.query(`histogram_count(${selector})`);
        assert.ok(count && count.value > 0);
      });
      assert.deepEqual(await tenants.store.query(`${name}_bucket{k8s_pod_name="native"}`), []);
    });
  });
