import assert from "node:assert/strict";
import {
  annotatedPodRules,
  PODS_OF_THIS_NODE,
  sampleRules,
  verifiedPodRules,
} from "../../../collector/agent/relabeling";
import { agentSettings } from "../../harness/agentSettings";
import { type Labels, relabel } from "../../harness/relabel";
import { discovered, ENVIRONMENT, type Pod, relabelled } from "./discoveredPod";

const withoutMeta = (labels: Labels) =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !/^__(meta|tmp)_/.test(name)));

/** The targets that are scraped; equal ones are one, as they are for Prometheus. */
function targets(pod: Pod, settings: Readonly<Record<string, number>> = {}): Labels[] {
  const rules = annotatedPodRules(agentSettings(settings));
  const kept = relabelled(rules, discovered(pod, settings));
  return [...new Set(kept.map((labels) => JSON.stringify(withoutMeta(labels))))].map(
    (text) => JSON.parse(text) as Labels,
  );
}

function onlyTarget(pod: Pod, settings: Readonly<Record<string, number>> = {}): Labels {
  const [target, ...more] = targets(pod, settings);
  assert.ok(target, "the pod is not scraped");
  assert.deepEqual(more, []);
  return target;
}

const scrape = (annotations: Labels = {}): Labels => ({
  "prometheus.io/scrape": "true",
  "prometheus.io/port": "8080",
  ...annotations,
});

describe("discovery of annotated pods", () => {
  it("watches the pods of the agent's own node and no others", () => {
    assert.deepEqual(PODS_OF_THIS_NODE, [
      { role: "pod", selectors: [{ role: "pod", field: "spec.nodeName=${env:KUBE_NODE_NAME}" }] },
    ]);
  });

  it("scrapes an annotated pod at its annotated port, with the stack's interval and timeout", () => {
    assert.deepEqual(onlyTarget({ annotations: scrape() }), {
      __address__: "10.4.0.9:8080",
      __metrics_path__: "/metrics",
      __scheme__: "http",
      __scrape_interval__: "30s",
      __scrape_timeout__: "10s",
      job: "kubernetes-pods",
    });
  });

  it("does not scrape a pod without the annotation, or with another value than true", () => {
    assert.deepEqual(targets({ annotations: { "prometheus.io/port": "8080" } }), []);
    assert.deepEqual(targets({ annotations: scrape({ "prometheus.io/scrape": "false" }) }), []);
  });

  it("makes one target of a pod that declares several ports", () => {
    const target = onlyTarget({ annotations: scrape(), ports: { http: 80, admin: 9000, metrics: 8080 } });
    assert.equal(target["__address__"], "10.4.0.9:8080");
  });

  it("brackets an IPv6 address", () => {
    const target = onlyTarget({ annotations: scrape(), ip: "fd00:10:244::5", ports: { http: 80 } });
    assert.equal(target["__address__"], "[fd00:10:244::5]:8080");
  });

  for (const name of ["metrics", "http-metrics"]) {
    it(`scrapes only the declared port ${name} if no port is annotated`, () => {
      const pod = { annotations: { "prometheus.io/scrape": "true" }, ports: { http: 80, [name]: 9102, grpc: 90 } };
      assert.equal(onlyTarget(pod)["__address__"], "10.4.0.9:9102");
    });
  }

  it("scrapes no port that is neither annotated nor named for metrics", () => {
    assert.deepEqual(targets({ annotations: { "prometheus.io/scrape": "true" }, ports: { http: 80 } }), []);
    assert.deepEqual(targets({ annotations: { "prometheus.io/scrape": "true" } }), []);
    assert.deepEqual(targets({ annotations: scrape({ "prometheus.io/port": "web" }), ports: { web: 80 } }), []);
  });

  it("scrapes native sidecars, which are init containers, like any other container", () => {
    assert.equal(onlyTarget({ annotations: scrape(), init: true })["__address__"], "10.4.0.9:8080");
    const named = { annotations: { "prometheus.io/scrape": "true" }, ports: { metrics: 15020 }, init: true };
    assert.equal(onlyTarget(named)["__address__"], "10.4.0.9:15020");
  });

  for (const phase of ["Pending", "Succeeded", "Failed"]) {
    it(`drops a pod that is ${phase}`, () => {
      assert.deepEqual(targets({ annotations: scrape(), phase }), []);
    });
  }

  it("reads path, scheme and parameters from the annotations", () => {
    const target = onlyTarget({
      annotations: scrape({
        "prometheus.io/path": "/probe",
        "prometheus.io/scheme": "https",
        "prometheus.io/param_module": "tcp",
      }),
    });
    assert.equal(target["__metrics_path__"], "/probe");
    assert.equal(target["__scheme__"], "https");
    assert.equal(target["__param_module"], "tcp");
  });

  it("uses http if the annotated scheme is invalid", () => {
    assert.equal(onlyTarget({ annotations: scrape({ "prometheus.io/scheme": "ftp" }) })["__scheme__"], "http");
  });

  for (const [value, verified] of [
    [undefined, false],
    ["", false],
    ["false", false],
    ["true", true],
    ["True", true],
    ["yes", true],
  ] as const)
    it(`${verified ? "verifies" : "does not verify"} a pod with prometheus.io/tls-verify ${JSON.stringify(value)}, and scrapes it once`, () => {
      const annotations = scrape(value === undefined ? {} : { "prometheus.io/tls-verify": value });
      const found = discovered({ annotations });
      const kept = [annotatedPodRules, verifiedPodRules].map(
        (rules) => relabelled(rules(agentSettings()), found).length,
      );
      assert.deepEqual(kept, verified ? [0, 1] : [1, 0]);
    });

  it("leaves a verified pod the scheme of its job, and gives it the same label job as others", () => {
    const rules = verifiedPodRules(agentSettings());
    const annotations = scrape({ "prometheus.io/tls-verify": "true", "prometheus.io/scheme": "http" });
    const ofJob = { __scheme__: "https", job: "kubernetes-pods-verified" };
    const job = (labels: Labels) =>
      relabelled(
        rules,
        discovered({ annotations, labels }).map((target) => ({ ...target, ...ofJob })),
      ).map((target) => [target["__scheme__"], target["job"]]);
    assert.deepEqual(job({}), [["https", "kubernetes-pods"]]);
    assert.deepEqual(job({ "app.kubernetes.io/name": "cart" }), [["https", "cart"]]);
  });

  it("uses the pod's label app.kubernetes.io/name as the job", () => {
    const target = onlyTarget({ annotations: scrape(), labels: { "app.kubernetes.io/name": "cart" } });
    assert.equal(target["job"], "cart");
  });

  it("does not scrape the agent's own pod a second time, but its neighbours on the node's network", () => {
    const own = { namespace: "open-telemetry", name: "otel-agent-x7f2k", ip: ENVIRONMENT.MY_POD_IP };
    assert.deepEqual(targets({ ...own, annotations: scrape() }), []);
    assert.equal(targets({ ip: ENVIRONMENT.MY_POD_IP, annotations: scrape() }).length, 1);
    assert.equal(targets({ ...own, namespace: "shop", annotations: scrape() }).length, 1);
  });
});

describe("interval and timeout annotations", () => {
  const timing = (interval: string | undefined, timeout: string | undefined, settings = {}) => {
    const annotations = {
      ...(interval !== undefined && { "prometheus.io/interval": interval }),
      ...(timeout !== undefined && { "prometheus.io/timeout": timeout }),
    };
    const target = onlyTarget({ annotations: scrape(annotations) }, { shortestIntervalSeconds: 1, ...settings });
    return [target["__scrape_interval__"], target["__scrape_timeout__"]];
  };

  it("apply if the timeout is not longer than the interval", () => {
    assert.deepEqual(timing("15s", "5s"), ["15s", "5s"]);
    assert.deepEqual(timing("5m", "60s"), ["5m", "60s"]);
    assert.deepEqual(timing("120s", "1m"), ["120s", "1m"]);
  });

  it("ask for no shorter interval than the settings allow, which is the stack's own by default", () => {
    const byDefault = { shortestIntervalSeconds: undefined };
    for (const interval of ["1s", "9s", "29s"]) assert.deepEqual(timing(interval, "1s", byDefault), ["30s", "1s"]);
    assert.deepEqual(timing("30s", undefined, byDefault), ["30s", "10s"]);
    assert.deepEqual(timing("31s", undefined, byDefault), ["31s", "10s"]);
    assert.deepEqual(timing("1s", undefined, { shortestIntervalSeconds: 5 }), ["5s", "5s"]);
    const slow = { shortestIntervalSeconds: undefined, scrapeIntervalSeconds: 120 };
    assert.deepEqual(timing("1m", undefined, slow), ["120s", "10s"]);
    assert.deepEqual(timing("1h", undefined, slow), ["1h", "10s"]);
  });

  it("apply without the other one", () => {
    assert.deepEqual(timing("2m", undefined), ["2m", "10s"]);
    assert.deepEqual(timing(undefined, "25s"), ["30s", "25s"]);
  });

  it("shorten the timeout to a shorter interval", () => {
    assert.deepEqual(timing("5s", undefined), ["5s", "5s"]);
    assert.deepEqual(timing("1m", undefined, { scrapeIntervalSeconds: 120, scrapeTimeoutSeconds: 90 }), ["1m", "1m"]);
  });

  it("never make a timeout longer than the interval, for which Prometheus would drop the target", () => {
    assert.deepEqual(timing("5s", "20s"), ["5s", "5s"]);
    assert.deepEqual(timing("20s", "30s"), ["20s", "10s"]);
    assert.deepEqual(timing(undefined, "45s"), ["30s", "10s"]);
    assert.deepEqual(timing("10s", "1h"), ["10s", "10s"]);
  });

  for (const garbage of ["0s", "abc", "-5s", "30", "1.5s", "1d", "10 s", "999999s", ""]) {
    it(`are ignored if one is "${garbage}"`, () => {
      assert.deepEqual(timing(garbage, garbage), ["30s", "10s"]);
    });
  }
});

const SAMPLE_RULES = sampleRules(["k8s.cluster.name", "deployment.environment", "cloud.region"]);

describe("scraped samples", () => {
  it("keep a label of their own readable that has the name of one that the agent adds", () => {
    const sample = {
      __name__: "kube_pod_info",
      collector: "cpu",
      deployment_environment: "staging",
      k8s_pod_name: "a",
    };
    assert.deepEqual(relabel(SAMPLE_RULES, sample), {
      __name__: "kube_pod_info",
      exported_collector: "cpu",
      exported_deployment_environment: "staging",
      exported_k8s_pod_name: "a",
    });
  });

  it("leave out target_info, which would replace job and instance", () => {
    assert.equal(relabel(SAMPLE_RULES, { __name__: "target_info", "service.name": "checkout" }), undefined);
  });

  it("pass unchanged otherwise", () => {
    const sample = { __name__: "up", exported_collector: "kept", job: "cart" };
    assert.deepEqual(relabel(SAMPLE_RULES, sample), sample);
  });
});
