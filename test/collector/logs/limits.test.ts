import assert from "node:assert/strict";
import { configured } from "../../harness/configuredPlan";

const OWN_IMAGE = { collectorImage: { distribution: "gke-telemetry" } };

describe("the lines of a namespace", () => {
  it("are limited on the project's image, before anything else is spent on them, and counted where they are sent", async () => {
    const { collectors, problems, forecast } = await configured({
      logs: { kind: "victorialogs", namespaceKiBPerSecond: 50, redact: [{ pattern: "password=\\S+" }] },
      ...OWN_IMAGE,
    });
    assert.deepEqual(problems, []);
    const { processors, service } = collectors["logs"]!;
    const order = service.pipelines["logs"]!.processors;
    assert.deepEqual(order.slice(0, 2), ["memory_limiter", "log_limiter"]);
    assert.equal(order.at(-1), "log_limiter/sent");
    assert.deepEqual(processors["log_limiter"], {
      attribute: "k8s.namespace.name",
      max_bytes_per_minute: 50 * 1024 * 60,
    });
    assert.match(
      forecast?.["logs of a namespace"] ?? "",
      /^50 KiB\/s on each node: .* above 2\.9 MiB in a minute is cut$/,
    );
  });

  it("are more or fewer of a namespace with a limit of its own, and the plan tells it", async () => {
    const namespaceLimits = [
      { namespace: "shop", kiBPerSecond: 500 },
      { namespace: "quiet", kiBPerSecond: 1 },
    ];
    const { collectors, forecast, problems } = await configured({
      logs: { kind: "victorialogs", namespaceLimits },
      ...OWN_IMAGE,
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(collectors["logs"]!.processors["log_limiter"], {
      attribute: "k8s.namespace.name",
      max_bytes_per_minute: 100 * 1024 * 60,
      max_bytes_per_minute_of: { shop: 500 * 1024 * 60, quiet: 1024 * 60 },
    });
    assert.match(forecast?.["logs of a namespace"] ?? "", /is cut; shop 500 KiB\/s, quiet 1 KiB\/s$/);
  });

  it("are as many as are expected of the whole cluster, unless a setting says otherwise", async () => {
    const logs = { kind: "victorialogs", expectedKiBPerSecond: 200 };
    const { collectors } = await configured({ logs, ...OWN_IMAGE });
    assert.equal(collectors["logs"]!.processors["log_limiter"]!["max_bytes_per_minute"], 200 * 1024 * 60);
  });

  it("are not limited on contrib's image, which has no processor for it, and the plan says so", async () => {
    const { collectors, forecast } = await configured({ logs: { kind: "victorialogs" } });
    assert.ok(!Object.keys(collectors["logs"]!.processors).some((id) => id.startsWith("log_limiter")));
    assert.match(forecast?.["logs of a namespace"] ?? "", /^not limited/);
  });
});
