import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { containersJob, kubeletJob } from "../../../../collector/agent/scraping/kubelet";
import type { JsonObject } from "../../../../collector/common/model";
import { PROFILES } from "../../../../settings/sizing/agent";
import { agentSizing } from "../../../../settings/sizing/agent";
import { type Labels, relabel } from "../../../harness/relabel";

const SETTINGS = { enabled: true, verifyKubelet: true };
const jobs = (settings = SETTINGS) =>
  [kubeletJob, containersJob].map((job) => job(settings, agentSizing({ profile: "default" })));

type Rules = Parameters<typeof relabel>[0];
const rules = (job: JsonObject, key: string) => job[key] as unknown as Rules;

/** The series of a page that was recorded from a real kubelet, one after the other. */
function recorded(page: string): Labels[] {
  const lines = readFileSync(`tools/plan/change/series/recorded/${page}.txt`, "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, name, inner = ""] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) return [];
    const labels = [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]);
    return [Object.fromEntries([["__name__", name], ...labels]) as Labels];
  });
}

const kept = (page: string, job: JsonObject) =>
  recorded(page)
    .map((labels) => relabel(rules(job, "metric_relabel_configs"), labels))
    .filter((labels) => labels !== undefined);
const namesOf = (series: readonly Labels[]) => [...new Set(series.map(({ __name__ }) => __name__))];

describe("the jobs of the node's kubelet", () => {
  const address = (ip: string) => {
    const environment = { OTEL_K8S_NODE_IP: ip, KUBE_NODE_NAME: "node-1" };
    return jobs().map((job) => relabel(rules(job, "relabel_configs"), { __address__: ip }, environment));
  };

  it("ask the kubelet of the own node, over IPv4 or IPv6, and say whose metrics they are", () => {
    const labels = { job: "kubelet", node: "node-1", k8s_node_name: "node-1" };
    assert.deepEqual(address("10.0.0.7"), [
      { __address__: "10.0.0.7:10250", metrics_path: "/metrics", ...labels },
      { __address__: "10.0.0.7:10250", metrics_path: "/metrics/cadvisor", ...labels },
    ]);
    assert.deepEqual(new Set(address("fd00::7").map((one) => one?.["__address__"])), new Set(["[fd00::7]:10250"]));
  });

  it("show the token only to a kubelet that the cluster's authority knows, unless the settings say otherwise", () => {
    const folder = "/var/run/secrets/kubernetes.io/serviceaccount";
    for (const job of jobs()) {
      assert.deepEqual(job["tls_config"], { ca_file: `${folder}/ca.crt`, min_version: "TLS12" });
      assert.deepEqual(job["authorization"], { credentials_file: `${folder}/token` });
    }
    for (const job of jobs({ ...SETTINGS, verifyKubelet: false }))
      assert.deepEqual(job["tls_config"], { insecure_skip_verify: true, min_version: "TLS12" });
  });

  it("have room for the page of a large node in every profile", () => {
    for (const profile of Object.keys(PROFILES) as (keyof typeof PROFILES)[]) {
      const { body_size_limit: limit } = containersJob(SETTINGS, agentSizing({ profile }));
      assert.ok(typeof limit === "string" && parseInt(limit, 10) >= 16);
    }
  });
});

describe("the metrics of the containers", () => {
  const series = kept("cadvisor", containersJob(SETTINGS, agentSizing({ profile: "default" })));

  it("are of one container each, or of a pod's network, and none of a cgroup around them", () => {
    const odd = series.filter(
      ({ __name__ = "", pod, container }) =>
        !__name__.startsWith("machine_") && (!pod || (__name__.includes("network") ? container : !container)),
    );
    assert.deepEqual(odd, []);
  });

  it("have the names of pod and namespace that all series have, beside those of the kubelet", () => {
    const [memory, ...others] = series.filter(({ __name__ }) => __name__ === "container_memory_working_set_bytes");
    assert.deepEqual(others, []);
    assert.equal(memory?.["k8s_namespace_name"], memory?.["namespace"]);
    assert.equal(memory?.["k8s_pod_name"], memory?.["pod"]);
    assert.equal(memory?.["k8s_pod_name"], "otel-agent-qms7b");
  });

  it("stay apart without the path of their cgroup", () => {
    assert.equal(new Set(series.map((labels) => JSON.stringify(labels))).size, series.length);
    assert.ok(series.every((labels) => !("id" in labels)));
  });

  it("are those that dashboards ask for, and no others", () => {
    const names = namesOf(series);
    assert.ok(names.includes("container_cpu_usage_seconds_total"));
    assert.ok(names.includes("container_network_receive_bytes_total"));
    assert.ok(names.includes("machine_memory_bytes"));
    assert.ok(!names.includes("container_cpu_user_seconds_total"));
    assert.ok(!names.includes("container_spec_memory_limit_bytes"));
  });

  it("have the time at which they were measured, and end when the container does", () => {
    const job = containersJob(SETTINGS, agentSizing({ profile: "default" }));
    assert.equal(job["honor_timestamps"], true);
    assert.equal(job["track_timestamps_staleness"], true);
  });
});

describe("the kubelet's own metrics", () => {
  it("are those that kubernetes-mixin asks for, and no others", () => {
    const names = namesOf(kept("kubelet", kubeletJob(SETTINGS, agentSizing({ profile: "default" }))));
    assert.ok(names.includes("kubelet_running_pods"));
    assert.ok(names.includes("kubelet_pleg_relist_duration_seconds_bucket"));
    assert.ok(!names.includes("kubernetes_feature_enabled"));
    assert.ok(!names.includes("go_threads"));
  });
});
