import assert from "node:assert/strict";
import { ownMetricsRules, serverRules } from "../../../collector/agent/relabeling";
import { SCRAPED_PROMETHEUS } from "../../harness/prometheusSettings";
import { discovered, ENVIRONMENT, type Pod, relabelled } from "./discoveredPod";

describe("discovery of the agent itself", () => {
  const own = { namespace: "open-telemetry", name: "otel-agent-x7f2k", ip: ENVIRONMENT.MY_POD_IP };
  const scraped = (pod: Pod) => relabelled(ownMetricsRules(), discovered(pod));

  it("scrapes its own pod at the metrics port, whatever ports the pod declares", () => {
    const addresses = scraped({ ...own, ports: { otlp: 4317, "otlp-http": 4318, metrics: 8888 } });
    assert.deepEqual(new Set(addresses.map((labels) => labels["__address__"])), new Set(["10.4.0.2:8888"]));
  });

  it("scrapes it over IPv6 too", () => {
    const [labels] = scraped({ ...own, ip: "fd00::2", ports: { otlp: 4317 } });
    assert.equal(labels?.["__address__"], "[fd00::2]:8888");
  });

  it("scrapes no other pod, not even one with the same address", () => {
    assert.deepEqual(scraped({ ...own, name: "node-exporter-1" }), []);
    assert.deepEqual(scraped({ ...own, namespace: "shop" }), []);
  });
});

describe("the job of the stack's own Prometheus", () => {
  const scraped = (pod: Pod) => relabelled(serverRules(SCRAPED_PROMETHEUS), discovered(pod));
  const store: Pod = {
    namespace: "monitoring",
    name: "prometheus-0",
    labels: { "app.kubernetes.io/name": "prometheus" },
    ports: { https: 9090 },
  };

  it("scrapes it at its declared port, over IPv4 or IPv6", () => {
    assert.deepEqual(
      scraped(store).map((labels) => labels["__address__"]),
      ["10.4.0.9:9090"],
    );
    assert.deepEqual(
      scraped({ ...store, ip: "fd00::9" }).map((labels) => labels["__address__"]),
      ["[fd00::9]:9090"],
    );
  });

  it("scrapes no other pod, whatever its labels are", () => {
    assert.deepEqual(scraped({ ...store, namespace: "shop" }), []);
    assert.deepEqual(scraped({ ...store, labels: { "app.kubernetes.io/name": "grafana" } }), []);
    assert.deepEqual(scraped({ ...store, ports: { proxy: 15_090 } }), []);
  });

  it("scrapes it only while it is running", () => {
    assert.deepEqual(scraped({ ...store, phase: "Pending" }), []);
  });
});
