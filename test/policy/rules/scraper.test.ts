import assert from "node:assert/strict";
import { checkResources, type RegisteredResource } from "../../../policy/run";
import { configured, EVERY_PART } from "../../harness/configuredPlan";

/** The scraper's parts of the plan, of which a copy may be changed. */
interface Values {
  values: {
    clusterRole: { create: boolean };
    extraVolumes: { name: string; secret: { secretName: string } }[];
    alternateConfig: {
      receivers: { prometheus: { config: { scrape_configs: Record<string, unknown>[] } } };
      exporters: Record<string, Record<string, unknown>>;
    };
  };
}

const jobsOf = ({ values }: Values) => values.alternateConfig.receivers.prometheus.config.scrape_configs;

const WEAKENINGS: Readonly<Record<string, (scraper: Values) => unknown>> = {
  "the metadata server is asked": (scraper) =>
    (jobsOf(scraper)[0]!["static_configs"] = [{ targets: ["169.254.169.254:80"] }]),
  "a kubelet is asked": (scraper) => (jobsOf(scraper)[0]!["static_configs"] = [{ targets: ["10.0.0.4:10250"] }]),
  "a password goes over plain text": (scraper) => (jobsOf(scraper)[1]!["scheme"] = "http"),
  "a certificate is not verified": (scraper) => (jobsOf(scraper)[1]!["tls_config"] = { insecure_skip_verify: true }),
  "a target may redirect it": (scraper) => (jobsOf(scraper)[0]!["follow_redirects"] = true),
  "targets are discovered": (scraper) => (jobsOf(scraper)[0]!["kubernetes_sd_configs"] = [{ role: "pod" }]),
  "it gets permissions": (scraper) => (scraper.values.clusterRole.create = true),
  "samples go elsewhere": (scraper) =>
    (Object.values(scraper.values.alternateConfig.exporters)[0]!["endpoint"] = "https://evil.example.com/write"),
};

describe("policies about the scraper", () => {
  let resources: readonly RegisteredResource[];
  before(async () => {
    ({ resources } = await configured(EVERY_PART));
  });

  for (const [what, weaken] of Object.entries(WEAKENINGS))
    it(`find that ${what}`, () => {
      const changed = resources.map((resource) => {
        if (!/helm.*:Chart$/.test(resource.type) || resource.name !== "scraper") return resource;
        const copy = structuredClone(resource);
        weaken(copy.inputs as unknown as Values);
        return copy;
      });
      const found = checkResources(changed, "prod", "2026-11-22").filter(({ level }) => level === "mandatory");
      assert.notDeepEqual(found, []);
    });
});
