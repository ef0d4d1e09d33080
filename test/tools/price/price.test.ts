import assert from "node:assert/strict";
import { addedPrice, billOf, type PricedNodes } from "../../../tools/price/bill";
import { machineHour, PRICE_DATE, regionPrices } from "../../../tools/price/prices";
import list from "../../../tools/price/googlePrices.json";
import { withPrice } from "../../../tools/price/price";
import { planStack, type Plan } from "../../../tools/plan/plan";
import { readStackFile, type StackConfiguration } from "../../../tools/plan/stackFile";
import type { Settings } from "../../../settings/schema/settings";

const NODES: PricedNodes = {
  ...{ location: "europe-west1", machineType: "e2-standard-4", spot: false, diskGiB: 50 },
  ...{ least: 10, most: 10 },
};

type Planned = Plan & { readonly settings: Settings };

async function planned(changes: Readonly<Record<string, string>> = {}, file = "Pulumi.dev.yaml"): Promise<Planned> {
  const { values, secretKeys }: StackConfiguration = readStackFile(file);
  const prefixed = Object.fromEntries(Object.entries(changes).map(([key, value]) => [`gke-telemetry:${key}`, value]));
  return (await planStack("test", { values: { ...values, ...prefixed }, secretKeys })) as Planned;
}

function close(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < 0.01 * expected, `${what}: ${actual} is not about ${expected}`);
}

describe("the list of prices", () => {
  it("makes the price of a machine that Google lists for it", () => {
    const listed = {
      "europe-west1": { "e2-standard-4": 0.14743, "e2-highcpu-2": 0.05441892, "e2-standard-32": 1.17944736 },
      "us-central1": { "e2-standard-2": 0.06701142, "e2-highcpu-32": 0.79152384, "e2-medium": 0.03350571 },
      "asia-east1": { "e2-standard-4": 0.15518376, "n2-highmem-8": 0.6068, "n1-highcpu-8": 0.3281392 },
      "australia-southeast1": { "e2-standard-4": 0.190164, "t2d-standard-4": 0.23978, "c4-standard-8": 0.494175 },
    };
    for (const [region, machines] of Object.entries(listed))
      for (const [machine, hour] of Object.entries(machines))
        close(machineHour(regionPrices(`${region}-b`, machine, false), machine) ?? 0, hour, `${machine} in ${region}`);
  });

  it("has E2 in every region, and four prices of each series", () => {
    for (const [region, { machines }] of Object.entries(list.regions)) {
      assert.ok("e2" in machines, region);
      for (const [series, prices] of Object.entries(machines)) {
        assert.equal(prices.length, list.machines.length, `${series} in ${region}`);
        assert.ok(
          prices.every((price) => price > 0 && price < 1),
          `${series} in ${region}`,
        );
      }
    }
  });

  it("has a date, and spot machines for less", () => {
    assert.match(PRICE_DATE, /^\d{4}-\d{2}-\d{2}$/);
    const machine = "e2-standard-8";
    const [spot, usual] = [true, false].map((one) => machineHour(regionPrices("us-east4", machine, one), machine) ?? 0);
    assert.ok(spot! < 0.7 * usual!);
  });
});

describe("the price of a stack", () => {
  it("is that of what its pods request, and of its volumes", async () => {
    const plan = await planned();
    const bill = billOf(plan, NODES);
    // Of each node: agent 100m and 128 MiB, node exporter 20m and 32 MiB.
    const node = 730 * (0.12 * 0.023993 + 0.15625 * 0.003216);
    const more = billOf(plan, { ...NODES, least: 20, most: 20 });
    close(more.pods.least - bill.pods.least, 10 * node, "ten nodes more");
    close(more.pods.most - bill.pods.most, 10 * node, "ten nodes more");
    assert.equal(bill.volumes.most, 2);
    const large = await planned({ metrics: '{"kind":"prometheus","storageGiB":120}' });
    close(billOf(large, NODES).volumes.most, 12, "a volume of 120 GiB");
  });

  it("goes from the fewest replicas of an autoscaler to the most", async () => {
    const gateway = { minReplicas: 1, maxReplicas: 11, memoryLimitMiB: 1024, cpuRequestMillicores: 1000 };
    const { pods } = billOf(await planned({ tracing: JSON.stringify({ gateway }) }), NODES);
    close(pods.most - pods.least, 10 * 730 * (0.023993 + 0.003216), "ten gateways");
  });

  it("counts logs that go to Cloud Logging too, above what is free", async () => {
    const logs = { kind: "victorialogs", expectedKiBPerSecond: 100 };
    const both = billOf(await planned({ logs: JSON.stringify(logs) }), NODES);
    close(both.logs, (730 * 3600 * 100) / 1024 / 1024 / 2 - 25, "100 KiB/s");
    const dev = await planned({ logs: JSON.stringify(logs) });
    const alone = { ...dev, settings: { ...dev.settings, cluster: { ...dev.settings.cluster, logs: "system" } } };
    assert.equal(billOf(alone as Planned, NODES).logs, 0);
    assert.ok(addedPrice(both).least > both.pods.least + both.volumes.least + 100);
  });

  it("is higher on machines of a series that costs more", async () => {
    const plan = await planned();
    const [e2, c3] = ["e2-standard-4", "c3-standard-4"].map((machineType) => billOf(plan, { ...NODES, machineType }));
    assert.ok(c3!.pods.least > 1.3 * e2!.pods.least);
    assert.ok(c3!.node! > 1.3 * e2!.node!);
    assert.deepEqual(c3!.notes, []);
  });

  it("says what is not as listed", async () => {
    const { notes } = billOf(await planned(), { ...NODES, location: "europe-east9-a", machineType: "m3-ultramem-32" });
    assert.deepEqual(notes, [
      "the list has no prices of europe-east9-a: these are of europe-west1",
      "the list has no price of m3-ultramem-32 in europe-west1: pods have that of E2, which is lower",
    ]);
  });

  it("is a line of the plan, with region and date, where the stack creates the cluster", async () => {
    const line = withPrice(await planned()).forecast?.["price"] ?? "";
    assert.match(line, /^about \$\d+ to \$\d+ a month with 1 to 5 nodes, /);
    assert.ok(line.includes(`list prices of europe-west1, ${PRICE_DATE}`));
    const local = withPrice(await planned({}, "Pulumi.local.yaml"));
    assert.equal(local.forecast?.["price"], undefined);
  });
});
