import assert from "node:assert/strict";
import { kubeStateMetricsManifests } from "../../../workloads/kubeStateMetrics/manifests";

const SIZING = {
  shards: 1,
  series: 3000,
  memoryRequestMiB: 64,
  memoryLimitMiB: 128,
  goMemoryLimitMiB: 115,
  cpuRequestMillicores: 50,
};
const containerOf = (shards: number) =>
  kubeStateMetricsManifests({ ...SIZING, shards }).statefulSet.spec.template.spec.containers[0]!;

describe("kube-state-metrics", () => {
  it("may list and watch what it is told to watch, and no Secret and no ConfigMap", () => {
    const { rules } = kubeStateMetricsManifests(SIZING).clusterRole;
    const granted = rules.flatMap(({ resources }) => resources).sort();
    const watched = containerOf(1)
      .args.flatMap((argument) => /^--resources=(.+)$/.exec(argument)?.[1] ?? [])
      .flatMap((list) => list.split(","));
    assert.deepEqual(granted, watched.sort());
    assert.ok(!granted.some((resource) => ["secrets", "configmaps"].includes(resource)));
    assert.deepEqual(new Set(rules.flatMap(({ verbs }) => verbs)), new Set(["list", "watch"]));
  });

  it("has a share of the objects in each shard, by the number of its pod", () => {
    const { args, env } = containerOf(3);
    assert.ok(args.includes("--shard=$(SHARD)") && args.includes("--total-shards=3"));
    const shard = env.find(({ name }) => name === "SHARD");
    assert.deepEqual(shard, {
      name: "SHARD",
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']" } },
    });
  });

  it("needs no number, which old clusters do not give, where it has all objects", () => {
    const { args, env } = containerOf(1);
    assert.ok(!args.some((argument) => argument.includes("shard")));
    assert.ok(!env.some(({ name }) => name === "SHARD"));
  });

  it("runs as nobody, with a token and with nothing that it can write", () => {
    const { spec } = kubeStateMetricsManifests(SIZING).statefulSet.spec.template;
    assert.equal(spec.automountServiceAccountToken, true);
    assert.equal(spec.securityContext.runAsUser, 65_534);
    assert.equal(spec.containers[0]?.securityContext.readOnlyRootFilesystem, true);
  });
});
