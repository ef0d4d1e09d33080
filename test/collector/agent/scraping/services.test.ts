import assert from "node:assert/strict";
import { annotatedServiceRules } from "../../../../collector/agent/scraping/services";
import { agentSettings } from "../../../harness/agentSettings";
import type { Labels } from "../../../harness/relabel";
import { relabelled } from "../discoveredPod";

const endpoint = (more: Labels = {}): Labels => ({
  job: "kubernetes-services",
  __address__: "10.9.9.9:8443",
  __scheme__: "http",
  __metrics_path__: "/metrics",
  __scrape_interval__: "30s",
  __scrape_timeout__: "10s",
  __meta_kubernetes_namespace: "shop",
  __meta_kubernetes_service_name: "cart",
  __meta_kubernetes_service_annotation_prometheus_io_scrape: "true",
  __meta_kubernetes_endpointslice_port: "8443",
  __meta_kubernetes_endpointslice_port_name: "https-metrics",
  __meta_kubernetes_pod_name: "cart-1",
  __meta_kubernetes_pod_node_name: "node-1",
  __meta_kubernetes_pod_ip: "10.4.0.9",
  __meta_kubernetes_pod_phase: "Running",
  ...more,
});
const targets = (more: Labels = {}) =>
  relabelled(annotatedServiceRules(agentSettings()), [endpoint(more)], { KUBE_NODE_NAME: "node-1" });

describe("an endpoint of an annotated Service", () => {
  it("is scraped at the pod's own address, whatever the EndpointSlice says", () => {
    const [target] = targets();
    assert.equal(target!["__address__"], "10.4.0.9:8443");
    assert.equal(target!["job"], "cart");
    const [six] = targets({ __meta_kubernetes_pod_ip: "fd00::9" });
    assert.equal(six!["__address__"], "[fd00::9]:8443");
  });

  it("is scraped as the Service's annotations say", () => {
    const annotated = (name: string) => `__meta_kubernetes_service_annotation_prometheus_io_${name}`;
    const [target] = targets({
      [annotated("port")]: "9000",
      [annotated("path")]: "/own",
      [annotated("scheme")]: "https",
      [annotated("interval")]: "1m",
      [annotated("param_view")]: "short",
      __meta_kubernetes_pod_label_app_kubernetes_io_name: "basket",
    });
    const { __address__: address, __metrics_path__: path, __scheme__: scheme, __scrape_interval__: interval } = target!;
    assert.deepEqual([address, path, scheme, interval], ["10.4.0.9:9000", "/own", "https", "1m"]);
    assert.equal(target!["__param_view"], "short");
    assert.equal(target!["job"], "basket");
  });

  for (const [why, labels] of Object.entries<Labels>({
    "of a Service without the annotation": { __meta_kubernetes_service_annotation_prometheus_io_scrape: "" },
    "on another node": { __meta_kubernetes_pod_node_name: "node-2" },
    "without a pod": { __meta_kubernetes_pod_node_name: "", __meta_kubernetes_pod_ip: "" },
    "of a pod that decides for itself": { __meta_kubernetes_pod_annotationpresent_prometheus_io_scrape: "true" },
    "at a port that serves something else": { __meta_kubernetes_endpointslice_port_name: "http" },
    "of a pod that has ended": { __meta_kubernetes_pod_phase: "Succeeded" },
  }))
    it(`${why} is not scraped`, () => {
      assert.deepEqual(targets(labels), []);
    });
});
