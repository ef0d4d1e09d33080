/** The scraper of static targets, where the settings name any. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { restartedByCertificates } from "../../collector/common/chartValues";
import { scraperValues } from "../../collector/scraper/values";
import { chartSource } from "../../components/common/chartSource";
import { Scraper } from "../../components/metrics/Scraper";
import type { Image } from "../../contract/images";
import { SCRAPER, scraperNames } from "../../contract/collector/scraper";
import type { StackInput } from "../../settings/load/load";
import type { MetricsStore } from "./store";

export interface ScraperDependencies {
  readonly store: MetricsStore;
  readonly collectorImage: Image;
}

export function deployScraper(
  { settings }: StackInput,
  { store, collectorImage }: ScraperDependencies,
  options: ComponentResourceOptions,
): void {
  if (settings.scrapeJobs.length === 0) return;
  const { write, credentials } = store.clients.scraper;
  const names = scraperNames(settings.namespaces.scraper);
  new Scraper(
    SCRAPER,
    {
      values: restartedByCertificates(
        scraperValues(settings, write, collectorImage, names),
        settings.certificatesGeneration,
      ),
      chart: chartSource(settings.charts.collector),
      namespace: names.namespace,
      ...(credentials && { remoteWriteSecret: { name: names.credentialsSecret, credentials } }),
    },
    options,
  );
}
