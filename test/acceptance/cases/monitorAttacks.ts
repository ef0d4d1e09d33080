/** What whoever may write monitors, Services and pods in one namespace can have the agents do. */
import assert from "node:assert/strict";
import { eventually } from "../../programs/processes";
import { startTarget, type Target } from "../applications/targets";
import type { KubernetesObject } from "../cluster/kubernetes";
import { defineMonitors, monitor, serviceOf } from "../tenants/monitors";
import { NODE, Tenants, type RunningTenantPod } from "../tenants/tenants";

const ATTACKER = "attacker";
const FORGED = [
  "# TYPE forged gauge",
  'forged{job="node-exporter",namespace="shop",pod="cart",k8s_namespace_name="shop",k8s_pod_name="cart"} 1',
  "",
].join("\n");
const TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** A relabelling that writes `value`, whatever the target is. */
const write = (targetLabel: string, value: string) => ({ action: "replace", targetLabel, replacement: value });

/** Endpoints that are not scraped at all. `victim` is the host and port of another team's pod. */
const REFUSED: Readonly<Record<string, (victim: string) => object>> = {
  "the agent's token as a file": () => ({ bearerTokenFile: TOKEN }),
  "a token of a Secret": () => ({ bearerTokenSecret: { name: "token", key: "token" } }),
  "a password of a Secret": () => ({ basicAuth: { username: { name: "login", key: "user" } } }),
  "an authorization of a Secret": () => ({ authorization: { credentials: { name: "token", key: "token" } } }),
  "a token of an OAuth server": (victim) => ({
    oauth2: { tokenUrl: `http://${victim}/`, clientId: { secret: { name: "x", key: "x" } } },
  }),
  "a certificate of a file": () => ({ scheme: "https", tlsConfig: { certFile: TOKEN, keyFile: TOKEN } }),
  "a proxy": (victim) => ({ proxyUrl: `http://${victim}` }),
  "an address by its relabelings": (victim) => ({ relabelings: [write("__address__", victim)] }),
  "an address of a label": () => ({
    relabelings: [{ action: "labelmap", regex: "__meta_kubernetes_pod_label_(address)", replacement: "__${1}__" }],
  }),
  "a label that only becomes one of the agent's": () => ({ relabelings: [write("k8s.namespace.name", "shop")] }),
};

/** Endpoints that are scraped, at the pod's own address and under its own name. */
const HARMLESS: Readonly<Record<string, (victim: string) => object>> = {
  "a path with a host": (victim) => ({ path: `@${victim}/admin` }),
  "a path that begins with a host": (victim) => ({ path: `//${victim}/admin` }),
  "a path that is an address": (victim) => ({ path: `http://${victim}/admin` }),
  "a path by its relabelings": (victim) => ({ relabelings: [write("__metrics_path__", `@${victim}/`)] }),
  "another pod's address in what Kubernetes says": (victim) => ({
    relabelings: [
      write("__meta_kubernetes_pod_ip", victim.split(":")[0]!),
      write("__meta_monitor_port", victim.split(":")[1]!),
    ],
  }),
  "another pod's name in what Kubernetes says": () => ({
    relabelings: [
      write("__meta_kubernetes_namespace", "shop"),
      write("__meta_kubernetes_pod_name", "cart"),
      write("__meta_kubernetes_pod_uid", "11111111-2222-3333-4444-555555555555"),
      write("__meta_kubernetes_pod_node_name", "acceptance-2"),
    ],
  }),
  "another pod's name in labels": () => ({
    relabelings: ["namespace", "pod", "k8s_namespace_name", "k8s_pod_name", "k8s_node_name", "collector"].map((name) =>
      write(name, "shop"),
    ),
  }),
  "labels that it honours": () => ({ honorLabels: true, honorTimestamps: true }),
  "redirects that it follows": () => ({ followRedirects: true }),
  "a shorter interval than is allowed": () => ({ interval: "100ms", scrapeTimeout: "50ms" }),
};

describe("a monitor that wants more than its pods' metrics", () => {
  let tenants: Tenants;
  let victim: Target;
  let address: string;
  const asked: Record<string, Target> = {};
  const stops: (() => Promise<void>)[] = [];

  const serve = async ({ podIP }: RunningTenantPod, port: number, redirectTo?: string) => {
    const target = await startTarget({ address: podIP, port, metrics: () => FORGED, clients: () => [], redirectTo });
    stops.push(() => target.stop());
    return target;
  };

  /** A pod of the attacker, and a monitor with this endpoint that selects it alone. */
  const attempt = async (what: string, endpoint: object, redirectTo?: string): Promise<KubernetesObject> => {
    const name = what.toLowerCase().replaceAll(/[^a-z]+/g, "-");
    const labels = { attempt: name, address };
    const pod = await tenants.pod({
      name,
      namespace: ATTACKER,
      labels: { ...labels, address: "127.0.0.1" },
      ports: { metrics: 8080 },
    });
    asked[what] = await serve(pod, 8080, redirectTo);
    return monitor("PodMonitor", ATTACKER, name, {
      selector: { matchLabels: { attempt: name } },
      podMetricsEndpoints: [{ port: "metrics", ...endpoint }],
    });
  };

  before(async () => {
    tenants = await Tenants.start({
      distribution: "gke-telemetry",
      agent: { debugExporter: false, scrapeIntervalSeconds: 2, scrapeTimeoutSeconds: 1, monitors: { enabled: true } },
    });
    await defineMonitors(tenants);
    const cart = await tenants.pod({
      name: "cart",
      namespace: "shop",
      labels: { app: "cart" },
      ports: { metrics: 8080 },
    });
    victim = await serve(cart, 8080);
    address = `${cart.podIP}:8080`;
    const objects: KubernetesObject[] = [];
    for (const [what, endpoint] of Object.entries({ ...REFUSED, ...HARMLESS }))
      objects.push(
        await attempt(
          what,
          endpoint(address),
          what === "redirects that it follows" ? `302 http://${address}/admin` : undefined,
        ),
      );
    const cartOf = (namespaceSelector: object) => ({ selector: { matchLabels: { app: "cart" } }, namespaceSelector });
    const port = { name: "metrics", port: 8080 };
    await tenants.apply([
      ...objects,
      monitor("PodMonitor", ATTACKER, "every-namespace", {
        ...cartOf({ any: true }),
        podMetricsEndpoints: [{ port: "metrics", path: "/stolen" }],
      }),
      monitor("ServiceMonitor", ATTACKER, "named-namespace", {
        ...cartOf({ matchNames: ["shop"] }),
        endpoints: [{ port: "metrics" }],
      }),
      // An EndpointSlice of its own that names a pod of another team.
      ...serviceOf({ metadata: { name: "borrowed", namespace: ATTACKER, labels: { app: "cart" } } }, port, [cart]),
      ...serviceOf({ metadata: { name: "cart", namespace: "shop", labels: { app: "cart" } } }, port, [cart]),
      monitor("ServiceMonitor", ATTACKER, "borrowed", { selector: {}, endpoints: [{ port: "metrics" }] }),
    ]);
    await eventually(
      "what is harmless is scraped",
      90,
      () => {
        for (const what of Object.keys(HARMLESS)) assert.ok((asked[what]?.requests.length ?? 0) > 2, what);
      },
      [tenants.agent.process],
    );
  });

  after(async () => {
    for (const stop of stops) await stop();
    await (tenants as Tenants | undefined)?.stop();
  });

  for (const what of Object.keys(REFUSED))
    it(`is not scraped with ${what}`, () => {
      assert.deepEqual(asked[what]?.requests, []);
    });

  it("has nothing asked of another team's pod", () => {
    assert.deepEqual(victim.requests, []);
  });

  it("has its own pods asked at the shortest interval that is allowed", () => {
    const times = asked["a shorter interval than is allowed"]!.requests.map(({ at }) => at);
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    assert.ok(Math.min(...gaps) > 1500, gaps.join());
  });

  it("has samples under the names of its own pods alone", async () => {
    for (const selector of [
      'namespace="shop"',
      'k8s_namespace_name="shop"',
      'k8s_pod_name="cart"',
      'k8s_node_name!="acceptance-1"',
    ])
      for (const name of ["forged", "up"]) {
        const series = await tenants.store.query(`${name}{${selector},k8s_namespace_name!=""}`);
        assert.deepEqual(series, [], `${name}{${selector}}`);
      }
    const forged = await tenants.store.query("forged");
    assert.ok(forged.length > 5);
    for (const { labels } of forged) {
      assert.deepEqual(
        [labels["k8s_namespace_name"], labels["k8s_node_name"], labels["namespace"]],
        [ATTACKER, NODE, ATTACKER],
      );
      assert.equal(labels["pod"], labels["k8s_pod_name"]);
      assert.deepEqual([labels["exported_namespace"], labels["exported_k8s_namespace_name"]], ["shop", "shop"]);
    }
  });

  it("is told, with its namespace and why", async () => {
    const refused = await tenants.store.query(`otelcol_monitors_refused_endpoints{namespace="${ATTACKER}"}`);
    assert.deepEqual(Object.fromEntries(refused.map(({ labels, value }) => [labels["reason"], value])), {
      credentials: 6,
      proxy: 1,
      address: 2,
      invalid: 1,
      namespaces: 2,
    });
  });
});
