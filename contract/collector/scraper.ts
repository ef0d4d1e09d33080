/** Names of the scraper of static targets. */
import { credentialsSecret, NAMESPACES } from "../names";

/** Helm release of the scraper, name of all its objects, and the job of its own metrics. */
export const SCRAPER = "scraper";

export interface ScraperNames {
  readonly namespace: string;
  readonly release: string;
  /** Secret with the credentials of the remote-write endpoint. */
  readonly credentialsSecret: string;
}

/** @param namespace the setting `namespaces.scraper`. Default: `NAMESPACES.scraper` */
export function scraperNames(namespace: string = NAMESPACES.scraper): ScraperNames {
  return {
    namespace,
    release: SCRAPER,
    credentialsSecret: credentialsSecret(SCRAPER, namespace === NAMESPACES.scraper),
  };
}

/** Folder of the Secret with a job's user name and password. */
export function basicAuthFolder(job: string): string {
  return `/etc/otel/scrape/${job}`;
}
