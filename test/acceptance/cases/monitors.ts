/** Pods that ServiceMonitors and PodMonitors select, with a real API server, real agents of two nodes and a real store. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../programs/processes";
import { RELABELLED, SAMPLE_RULES, SAMPLES, storedAs } from "../applications/relabelled";
import { startTarget } from "../applications/targets";
import { auditedRequests } from "../cluster/auditLog";
import { refusedEndpoints } from "../../../tools/live/scraping/monitors";
import type { NodeName } from "../cluster/nodes";
import { environment } from "../environment";
import { type ApiGate, apiGate } from "../tenants/apiGate";
import { defineMonitors, monitor, serviceOf } from "../tenants/monitors";
import { NODE, Tenants, type RunningTenantPod } from "../tenants/tenants";

const OTHER_NODE: NodeName = "acceptance-2";
const PAGE = ["# TYPE requests counter", 'requests_total{namespace="billing",pod="another"} 5', ""].join("\n");
/** The labels of ingress-nginx' chart. */
const CONTROLLER = {
  "app.kubernetes.io/name": "ingress-nginx",
  "app.kubernetes.io/instance": "edge",
  "app.kubernetes.io/component": "controller",
};

describe("pods that ServiceMonitors and PodMonitors select", () => {
  let tenants: Tenants;
  let gate: ApiGate;
  const stops: (() => Promise<void>)[] = [];

  const serve = async ({ podIP }: RunningTenantPod, port: number, page = PAGE) => {
    const target = await startTarget({ address: podIP, port, metrics: () => page, clients: () => [] });
    stops.push(() => target.stop());
    return target;
  };

  before(async () => {
    gate = await apiGate(environment().server.api.access.server);
    tenants = await Tenants.start({
      distribution: "gke-telemetry",
      agent: { debugExporter: false, serviceAnnotations: true, monitors: { enabled: true } },
      nodes: [NODE, OTHER_NODE],
      apiServer: gate.url,
    });
    await defineMonitors(tenants);
  });

  after(async () => {
    for (const stop of stops) await stop();
    await (tenants as Tenants | undefined)?.stop();
    gate.close();
  });

  const up = (namespace: string, count: number) =>
    eventually(
      `${count} targets of ${namespace} are up`,
      // Discovery refreshes twice a minute, and the first scrape comes anywhere in its interval of 30 s.
      150,
      async () => {
        const series = await tenants.store.query(`up{k8s_namespace_name="${namespace}"} == 1`);
        assert.equal(series.length, count, JSON.stringify(series));
        return series.map(({ labels }) => labels);
      },
      [tenants.agent.process],
    );

  it("are scraped by the agents of their nodes, with the labels that a chart's dashboards expect", async () => {
    const namespace = "ingress-nginx";
    const pods = [];
    for (const [name, node] of Object.entries({ "controller-a": NODE, "controller-b": OTHER_NODE } as const)) {
      const pod = await tenants.pod({ name, namespace, node, labels: CONTROLLER, ports: { metrics: 10254 } });
      await serve(pod, 10254);
      pods.push(pod);
    }
    await tenants.apply([
      ...serviceOf(
        { metadata: { name: "edge-metrics", namespace, labels: CONTROLLER } },
        { name: "metrics", port: 10254 },
        pods,
      ),
      monitor("ServiceMonitor", namespace, "edge", {
        endpoints: [{ port: "metrics", interval: "30s" }],
        namespaceSelector: { matchNames: [namespace] },
        selector: { matchLabels: CONTROLLER },
      }),
    ]);
    const labels = await up(namespace, 2);
    assert.deepEqual(
      labels
        .map(({ job, service, endpoint, container, namespace, pod, k8s_pod_name, k8s_node_name }) => [
          ...[job, service, endpoint, container, namespace],
          ...[pod === k8s_pod_name, k8s_pod_name, k8s_node_name],
        ])
        .sort(),
      [
        ["edge-metrics", "edge-metrics", "metrics", "main", namespace, true, "controller-a", NODE],
        ["edge-metrics", "edge-metrics", "metrics", "main", namespace, true, "controller-b", OTHER_NODE],
      ],
    );
    const [requests] = await tenants.store.query('requests_total{k8s_pod_name="controller-a"}');
    const { namespace: ofPod, exported_namespace: said, exported_pod: saidPod } = requests!.labels;
    assert.deepEqual([ofPod, said, saidPod], [namespace, "billing", "another"]);
  });

  it("are found by a PodMonitor, with its job, path and parameters", async () => {
    const namespace = "cert-manager";
    const labels = { "app.kubernetes.io/name": "cert-manager", "app.kubernetes.io/component": "controller" };
    const pod = await tenants.pod({ name: "controller", namespace, labels, ports: { "http-metrics": 9402 } });
    const target = await serve(pod, 9402);
    const podMonitor = monitor("PodMonitor", namespace, "cert-manager", {
      jobLabel: "app.kubernetes.io/name",
      podTargetLabels: ["app.kubernetes.io/component"],
      selector: {
        matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values: ["controller", "webhook"] }],
      },
      podMetricsEndpoints: [
        {
          port: "http-metrics",
          path: "/own/metrics",
          params: { "collect[]": ["issuers"] },
          relabelings: [{ action: "replace", sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
        },
      ],
    });
    await tenants.apply([podMonitor]);
    const [{ job, node, app_kubernetes_io_component: component }] = (await up(namespace, 1)) as [
      Record<string, string>,
    ];
    assert.deepEqual([job, node, component], ["cert-manager", NODE, "controller"]);
    assert.ok(
      target.requests.every(({ url }) => url === "/own/metrics?collect%5B%5D=issuers"),
      JSON.stringify(target.requests[0]),
    );
  });

  it("have the samples that their monitors leave them", async () => {
    const namespace = "relabelled";
    const pod = await tenants.pod({ name: "cart", namespace, ports: { metrics: 8080, other: 8081 } });
    for (const port of [8080, 8081]) await serve(pod, port, SAMPLES);
    const spec = (metricRelabelings: readonly object[], forged: readonly object[]) =>
      monitor("PodMonitor", namespace, "cart", {
        selector: {},
        podMetricsEndpoints: [
          { port: "metrics", metricRelabelings },
          { port: "other", metricRelabelings: forged },
        ],
      });
    const applied = spec(SAMPLE_RULES, [...SAMPLE_RULES, { targetLabel: "pod", replacement: "another" }]);
    assert.deepEqual(
      refusedEndpoints({ ...applied }).map(({ endpoint }) => endpoint),
      ["endpoint other"],
      "what doctor and why say",
    );
    await tenants.apply([applied]);
    await up(namespace, 2);
    const stored = async (endpoint: string) =>
      storedAs(await tenants.store.query(`{k8s_namespace_name="${namespace}",endpoint="${endpoint}"}`));
    await eventually("samples are stored as the rules leave them", 90, async () => {
      assert.deepEqual(await stored("metrics"), RELABELLED);
    });
    const untouched = await stored("other");
    assert.ok(
      untouched.includes("go_threads cart") && untouched.includes("requests_total 1 /cart/7 cart"),
      untouched.join("\n"),
    );
    const refused = `otelcol_monitors_refused_endpoints{reason="metricRelabelings",namespace="${namespace}"}`;
    await eventually("what is not applied is told", 90, async () => {
      assert.ok((await tenants.store.query(refused)).length > 0);
    });
    await tenants.apply([spec([{ action: "keep", sourceLabels: ["__name__"], regex: "requests_.+" }], [])]);
    await eventually("other rules take the place of the first", 150, async () => {
      assert.deepEqual(await stored("metrics"), ["requests_total 1 /cart/7 cart"]);
    });
    await up(namespace, 2);
  });

  it("are scraped once, however many ask for it", async () => {
    const namespace = "twice";
    const labels = { app: "twice" };
    const ports = { metrics: 8080 };
    const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
    const annotated = await tenants.pod({ name: "annotated", namespace, labels, ports, annotations });
    const behind = await tenants.pod({ name: "behind", namespace, labels, ports });
    const selected = await tenants.pod({ name: "selected", namespace, labels, ports });
    for (const one of [annotated, behind, selected]) await serve(one, 8080);
    const port = { name: "metrics", port: 8080 };
    const metadata = { namespace, labels, annotations: { "prometheus.io/scrape": "true" } };
    const endpoints = [{ port: "metrics" }];
    await tenants.apply([
      ...serviceOf({ metadata: { ...metadata, name: "behind" } }, port, [behind]),
      ...serviceOf({ metadata: { name: "selected", namespace, labels } }, port, [selected]),
      monitor("ServiceMonitor", namespace, "first", { endpoints, selector: { matchLabels: labels } }),
      monitor("ServiceMonitor", namespace, "second", { endpoints, selector: {} }),
      monitor("PodMonitor", namespace, "third", { podMetricsEndpoints: endpoints, selector: {} }),
    ]);
    const jobs = async () => (await up(namespace, 3)).map(({ k8s_pod_name, job }) => [k8s_pod_name, job]).sort();
    const expected = [
      ["annotated", "kubernetes-pods"],
      ["behind", "behind"],
      ["selected", "selected"],
    ];
    // Agents hear of Services, monitors and pods in any order.
    await eventually("each is scraped by one job", 90, async () => {
      assert.deepEqual(await jobs(), expected);
    });
    await sleep(5000);
    assert.deepEqual(await jobs(), expected);
  });

  it("stay known while the API server is away, and what came meanwhile is found afterwards", async () => {
    const namespace = "outage";
    const spec = { podMetricsEndpoints: [{ port: "metrics" }], selector: {} };
    const pod = await tenants.pod({ name: "before", namespace, ports: { metrics: 8080 } });
    const target = await serve(pod, 8080);
    await tenants.apply([monitor("PodMonitor", namespace, "one", spec)]);
    await up(namespace, 1);
    gate.shut();
    await eventually("the agents say that they cannot read monitors", 120, async () => {
      const unreadable = await tenants.store.query('otelcol_monitors_readable{resource="podmonitors"} == 0');
      assert.equal(unreadable.length, 2);
    });
    const asked = target.requests.length;
    const later = await tenants.pod({ name: "meanwhile", namespace, ports: { metrics: 8080 } });
    await serve(later, 8080);
    await eventually("the pod is scraped as before", 30, () => {
      assert.ok(target.requests.length >= asked + 5);
    });
    gate.open();
    await up(namespace, 2);
    assert.equal((await tenants.store.query("otelcol_monitors_readable == 0")).length, 0);
  });

  it("need what the agents may read, and of pods those of their node", () => {
    const { auditLog } = environment().server;
    // Only the run's own API server has one.
    if (!auditLog) return;
    const agent = `tenants-gke-telemetry-${OTHER_NODE}`;
    const asked = auditedRequests(auditLog).filter(({ pod, resource }) => pod === agent && resource !== undefined);
    const resources = [...new Set(asked.map(({ resource }) => resource))].sort();
    assert.deepEqual(resources, ["endpointslices", "podmonitors", "pods", "servicemonitors", "services"]);
    assert.deepEqual([...new Set(asked.map(({ verb }) => verb))].sort(), ["list", "watch"]);
    assert.deepEqual(
      asked.filter(({ status }) => status === 403),
      [],
    );
    for (const { fieldSelector } of asked.filter(({ resource }) => resource === "pods"))
      assert.equal(fieldSelector, `spec.nodeName=${OTHER_NODE}`);
  });
});
