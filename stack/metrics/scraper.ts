/** The scraper of static targets, where the settings name any. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { restartedByCertificates } from "../../collector/common/chartValues";
import { scraperValues } from "../../collector/scraper/values";
import { chartSource } from "../../components/common/chartSource";
import { Scraper } from "../../components/metrics/Scraper";
import type { Image } from "../../contract/images";
import { basicAuthSecretName, SCRAPER, scraperNames } from "../../contract/collector/scraper";
import type { StackInput } from "../../settings/load/load";
import type { MetricsStore } from "./store";

export interface ScraperDependencies {
  readonly store: MetricsStore;
  readonly collectorImage: Image;
}

export function deployScraper(
  { settings, scrapeJobPasswords = {} }: StackInput,
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
      targetCredentials: Object.fromEntries(
        settings.scrapeJobs.flatMap((job) => {
          const secretName = basicAuthSecretName(job);
          const password = scrapeJobPasswords[job.name];
          if (secretName === undefined || job.username === undefined || password === undefined) return [];
          return [[secretName, { username: job.username, password }] as const];
        }),
      ),
      ...(credentials && { remoteWriteSecret: { name: names.credentialsSecret, credentials } }),
    },
    options,
  );
}
