import assert from "node:assert/strict";
import { affordableOutageMinutes, queueArithmetic, queueSizing } from "../../../settings/sizing/queue";
import { storeSettings } from "../../../settings/sizing/store";
import { problemText } from "../../../settings/problems";
import { type PrometheusSettings, settingsSchema } from "../../../settings/schema/settings";
import { validate } from "../../../settings/validate";

const existing = { kind: "existing", name: "local" };
const gke = { kind: "gke", name: "telemetry-dev", project: "acme-dev", location: "europe-west1-b" };

function sizing(values: Record<string, unknown> = {}) {
  return queueSizing(settingsSchema.parse({ environment: "test", cluster: existing, ...values }));
}

function problemsOf(changes: Record<string, unknown>): string[] {
  return validate({ environment: "dev", cluster: existing, ...changes }, {}).problems.map(problemText);
}

const own = { collectorImage: { distribution: "gke-telemetry" } };

describe("an agent's queue", () => {
  it("holds the profile's rate for the outage and two minutes more", () => {
    const { samplesPerSecond, expiryMinutes, memoryMiB } = sizing({ ...own, outageMinutes: 60 });
    assert.deepEqual([samplesPerSecond, expiryMinutes], [5000, 62]);
    assert.equal(memoryMiB, Math.ceil((5000 * 62 * 60 * 64) / 1024 ** 2));
  });

  it("grows with the outage and with the rate that a stack states", () => {
    const small = sizing();
    assert.ok(sizing({ outageMinutes: 60 }).memoryMiB > 4 * small.memoryMiB);
    assert.equal(
      sizing({ agent: { samplesPerSecond: 10_000 } }).memoryMiB,
      Math.ceil((2 * (5000 * 12 * 60 * 700)) / 1024 ** 2),
    );
  });

  it("takes a tenth of the memory with the project's exporter, which keeps samples compressed", () => {
    assert.ok(sizing().memoryMiB >= 9 * sizing(own).memoryMiB);
  });

  it("leaves room in its volume for segments that are partly sent", () => {
    for (const outageMinutes of [1, 10, 60]) {
      const { diskMiB, volumeMiB, memoryMiB } = sizing({ ...own, delivery: "durable", outageMinutes });
      assert.ok(volumeMiB >= diskMiB * 1.2);
      assert.equal(memoryMiB, 64);
    }
  });

  it("is in memory, on the pod's disk or on the node's, as the settings say", () => {
    assert.equal(sizing().volume, "memory");
    assert.equal(sizing({ delivery: "durable" }).volume, "emptyDir");
    assert.equal(sizing({ delivery: "durable", agent: { queueVolume: "hostPath" } }).volume, "hostPath");
  });

  for (const image of [{}, own])
    it(`fits a space for as long as the inverse says, and no minute longer, with ${JSON.stringify(image)}`, () => {
      const minutes = affordableOutageMinutes(sizing(image), 4096);
      assert.ok(sizing({ ...image, outageMinutes: minutes }).memoryMiB <= 4096);
      assert.ok(sizing({ ...image, outageMinutes: minutes + 1 }).memoryMiB > 4096);
    });

  it("is explained by its arithmetic", () => {
    assert.equal(queueArithmetic(sizing()), "12 min × 60 s × 5,000 samples/s × 700 bytes = 2,404 MiB");
    assert.equal(
      queueArithmetic(sizing({ ...own, delivery: "durable", outageMinutes: 60 })),
      "62 min × 60 s × 5,000 samples/s × 64 bytes × 1.25 = 1,420 MiB",
    );
  });
});

describe("Prometheus' out-of-order window", () => {
  const metrics: PrometheusSettings = {
    kind: "prometheus",
    credentialsGeneration: 1,
    retentionHours: 12,
    storageGiB: 20,
    responseMilliseconds: 100,
    expectedSamplesPerSecond: 10_000,
  };
  const stack = settingsSchema.parse({ environment: "test", cluster: existing, outageMinutes: 60 });

  it("follows the outage", () => {
    assert.equal(storeSettings(metrics, stack).outOfOrderMinutes, 70);
  });

  it("is the stack's own where it sets one", () => {
    assert.equal(storeSettings({ ...metrics, outOfOrderMinutes: 120 }, stack).outOfOrderMinutes, 120);
  });
});

describe("rules of delivery", () => {
  it("refuse a queue in memory that a node can't sensibly give, with the arithmetic", () => {
    assert.deepEqual(problemsOf({ outageMinutes: 60 }), [
      "gke-telemetry:outageMinutes is 60, but needs a larger queue than is allowed: 62 min × 60 s × 5,000 samples/s × 700 bytes = 12,417 MiB, and the limit is 4,096 MiB, the most that a queue may add to an agent's memory limit. Set gke-telemetry:outageMinutes to 18 or less, or gke-telemetry:agent.samplesPerSecond to the rate that a node really has, or gke-telemetry:collectorImage.distribution to gke-telemetry, with which a waiting sample takes a tenth.",
    ]);
  });

  it("take what the fix names", () => {
    assert.deepEqual(problemsOf({ outageMinutes: 18 }), []);
    assert.deepEqual(problemsOf({ outageMinutes: 60, ...own }), []);
    assert.deepEqual(problemsOf({ outageMinutes: 60, delivery: "durable", ...own }), []);
    assert.deepEqual(problemsOf({ outageMinutes: 60, agent: { samplesPerSecond: 1500 } }), []);
  });

  it("refuse files of an image that has not the exporter for them, with the two ways out", () => {
    const [problem, ...others] = problemsOf({ delivery: "durable" });
    assert.deepEqual(others, []);
    assert.match(
      problem ?? "",
      /^gke-telemetry:delivery is "durable", but requires gke-telemetry:collectorImage\.distribution: gke-telemetry/,
    );
    assert.match(problem ?? "", /npm run image -- --push/);
    assert.match(problem ?? "", /or set gke-telemetry:delivery: memory\.$/);
    const mirror = { collectorImage: { repository: "registry.example.com/mirror/contrib" } };
    assert.equal(problemsOf({ delivery: "durable", ...mirror }).length, 1);
    assert.deepEqual(problemsOf({ delivery: "memory", ...mirror }), []);
  });

  it("refuse a queue on disk above a quarter of a node's boot disk", () => {
    const cluster = { ...gke, nodePool: { diskGiB: 20 } };
    const agent = { samplesPerSecond: 25_000 };
    assert.deepEqual(
      problemsOf({
        cluster,
        metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push" },
        ...own,
        agent,
        delivery: "durable",
        outageMinutes: 60,
      }),
      [
        "gke-telemetry:outageMinutes is 60, but needs a larger queue than is allowed: 62 min × 60 s × 25,000 samples/s × 64 bytes × 1.25 = 7,097 MiB, and the limit is 5,120 MiB, a quarter of gke-telemetry:cluster.nodePool.diskGiB. Set gke-telemetry:outageMinutes to 42 or less, or gke-telemetry:agent.samplesPerSecond to the rate that a node really has.",
      ],
    );
  });

  it("refuse a queue on disk above what any node is asked for", () => {
    const agent = { samplesPerSecond: 1_000_000 };
    const [problem] = problemsOf({ ...own, delivery: "durable", outageMinutes: 1440, agent });
    assert.match(
      problem ?? "",
      /102,400 MiB, the most disk that a queue may use\. Set gke-telemetry:outageMinutes to 20 or less/,
    );
  });

  it("refuse a window in which the backlog of an outage would be too old", () => {
    assert.deepEqual(problemsOf({ metrics: { kind: "prometheus", outOfOrderMinutes: 11 } }), [
      "gke-telemetry:metrics.outOfOrderMinutes is 11, but must be at least 12, which is gke-telemetry:outageMinutes plus 2: Prometheus would reject samples that waited for an outage of 10 minutes as too old. Set gke-telemetry:metrics.outOfOrderMinutes to 12 or more, or remove it, so that it follows gke-telemetry:outageMinutes.",
    ]);
    assert.deepEqual(problemsOf({ metrics: { kind: "prometheus", outOfOrderMinutes: 12 } }), []);
  });

  it("refuse a place on disk for a queue in memory", () => {
    assert.deepEqual(problemsOf({ agent: { queueVolume: "hostPath" } }), [
      'gke-telemetry:agent.queueVolume is "hostPath", but requires gke-telemetry:delivery: durable, because a queue in memory needs no volume on the node. Set gke-telemetry:delivery: durable, or remove gke-telemetry:agent.queueVolume.',
    ]);
  });

  it("take a number or a share of agents that an update may replace at once, and nothing else", () => {
    for (const maxUnavailable of [1, 25, "10%", "100%"])
      assert.deepEqual(problemsOf({ agent: { maxUnavailable } }), []);
    for (const maxUnavailable of ["0%", "110%", "ten", "5", true])
      assert.match(
        problemsOf({ agent: { maxUnavailable } }).join(),
        /^gke-telemetry:agent.maxUnavailable is .+, but must be a whole number from 1 to 1000, or a share such as 10%\. Set/,
      );
    for (const maxUnavailable of [0, 1001]) assert.equal(problemsOf({ agent: { maxUnavailable } }).length, 1);
  });
});
