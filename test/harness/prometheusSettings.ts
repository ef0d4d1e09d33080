import type { ScrapedServer } from "../../contract/types";
import { storeFacts } from "../../facts/store";
import type { StoreSettings } from "../../settings/sizing/store";

/** Settings of the stack's own Prometheus, all that it knows. */
export const PROMETHEUS_SETTINGS: StoreSettings = {
  kind: "prometheus",
  retentionHours: 12,
  storageGiB: 20,
  responseMilliseconds: 100,
  expectedSamplesPerSecond: 10_000,
  outOfOrderMinutes: 30,
  scrapeIntervalSeconds: 30,
  credentialsGeneration: 1,
};

/** The stack's own Prometheus, as agents scrape it. */
export const SCRAPED_PROMETHEUS: ScrapedServer = storeFacts(PROMETHEUS_SETTINGS).scraped!;
