import assert from "node:assert/strict";
import { annotatedPodRules, migratedPods } from "../../../collector/agent/relabeling";
import { scrapeJobs } from "../../../tools/live/scraping/job";
import { agentSettings } from "../../harness/agentSettings";
import { configured } from "../../harness/configuredPlan";
import { discovered, relabelled } from "./discoveredPod";

const MIGRATION = { from: { namespace: "observability", service: "otel-collector" } };
const LABEL = "__meta_kubernetes_namespace_label_gke_telemetry_collected_by";

/** Whether a pod of a namespace is scraped, by the namespace's label. */
function isScraped(namespace: string, value?: string): boolean {
  const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
  const targets = discovered({ annotations, namespace }).map((target) => ({
    ...target,
    ...(value !== undefined && { [LABEL]: value }),
  }));
  const rules = [migratedPods(["open-telemetry", "node-exporter"]), ...annotatedPodRules(agentSettings())];
  return relabelled(rules, targets).length > 0;
}

interface Discovery {
  readonly role: string;
  readonly selectors: readonly unknown[];
  readonly attach_metadata?: unknown;
}

async function planned(settings: Record<string, unknown>) {
  const plan = await configured({ agent: { serviceAnnotations: true }, ...settings });
  assert.deepEqual(plan.problems, []);
  const config = plan.collectors["agent"]!;
  const receiver = config.receivers["prometheus"] as unknown as {
    config: { scrape_configs: { job_name: string; kubernetes_sd_configs?: Discovery[] }[] };
  };
  const values = plan.charts.find(({ release }) => release === "otel")?.values as {
    clusterRole: { rules: { resources: string[] }[] };
  };
  return {
    jobs: scrapeJobs(config, {}),
    discoveries: receiver.config.scrape_configs.flatMap(({ kubernetes_sd_configs: of = [] }) => of),
    watched: values.clusterRole.rules.flatMap(({ resources }) => resources),
  };
}

describe("agents beside a central collector", function () {
  this.timeout(30_000);

  it("scrape the pods of namespaces with the label, of the stack's own, and no others", () => {
    assert.ok(isScraped("shop", "agents"));
    assert.ok(isScraped("node-exporter"));
    assert.ok(!isScraped("shop"));
    assert.ok(!isScraped("shop", "central"));
    assert.ok(!isScraped("shop", ""));
    assert.ok(!isScraped("not-node-exporter"));
    assert.ok(!isScraped("node-exporter-2"));
  });

  it("ask for the label in every job of pods that ask to be scraped, before anything else", async () => {
    const { jobs, discoveries, watched } = await planned({ migration: MIGRATION });
    const asking = jobs.filter(({ name }) => name.startsWith("kubernetes-"));
    assert.equal(asking.length, 4);
    for (const { name, rules, readsNamespaces } of asking) {
      assert.equal(rules[0]?.source_labels?.[0], LABEL, name);
      assert.ok(readsNamespaces, name);
    }
    const texts = new Set(discoveries.filter(({ role }) => role === "pod").map((one) => JSON.stringify(one)));
    assert.equal(texts.size, 1, "jobs share one watch only with the same discovery");
    assert.ok(watched.includes("namespaces"));
  });

  it("know no namespaces where there is no migration", async () => {
    const { jobs, discoveries, watched } = await planned({});
    assert.ok(!watched.includes("namespaces"));
    assert.ok(discoveries.every((one) => one.attach_metadata === undefined));
    assert.ok(jobs.every(({ rules }) => rules.every((rule) => rule.source_labels?.[0] !== LABEL)));
  });
});
