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

/**
 * Secret with a job's user name and password; undefined where it has none.
 *
 * @param job a scrape job, with a Secret of somebody's own or a user name for the stack's
 */
export function basicAuthSecretName(job: {
  readonly name: string;
  readonly basicAuthSecret?: string | undefined;
  readonly username?: string | undefined;
}): string | undefined {
  return job.basicAuthSecret ?? (job.username === undefined ? undefined : `scrape-${job.name}`);
}

/** Keys of that Secret, which are the names of its files. */
export const BASIC_AUTH_FILES = { username: "username", password: "password" } as const;

/** Folder of the Secret with a job's user name and password. */
export function basicAuthFolder(job: string): string {
  return `/etc/otel/scrape/${job}`;
}
