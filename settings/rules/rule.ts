/** The type of a rule, which checks several settings together. */
import type { Problem } from "../problems";
import { PROJECT, type Settings } from "../schema/settings";

/** The sections that could be read; a section that cannot be repaired is absent. */
export type PartialSettings = { readonly [Section in keyof Settings]?: Settings[Section] | undefined };

/** Top-level keys of the credentials of `metrics.kind: remote`. */
export const CREDENTIAL_KEYS = ["remoteWriteUsername", "remoteWritePassword", "remoteWriteBearerToken"] as const;

/** Top-level keys of the credentials of `logs.kind: otlp`. */
export const LOG_CREDENTIAL_KEYS = ["logsUsername", "logsPassword", "logsBearerToken"] as const;

/** Top-level key of Grafana's OAuth client secret. */
export const GRAFANA_SECRET = "grafanaOauthClientSecret";

/** Top-level key of the secret of the Identity-Aware Proxy's OAuth client. */
export const IAP_SECRET = "iapOauthClientSecret";

/** Top-level key of the password for an Alertmanager that exists already. */
export const ALERTMANAGER_SECRET = "alertmanagerPassword";

/** Top-level key of the map of receivers' secrets, by the receivers' names. */
export const RECEIVER_SECRETS = "receiverSecrets";

/** Top-level key of the map of passwords for targets, by the names of their scrape jobs. */
export const SCRAPE_JOB_SECRETS = "scrapeJobPasswords";

/** Top-level key of the map of credentials for further destinations, by the names of their exporters. */
export const EXPORTER_SECRETS = "exporterSecrets";

/** Top-level key of the content of a Docker configuration file, with which images are pulled. */
export const IMAGE_PULL_SECRET = "imagePullCredentials";

/** Every top-level key that has to be encrypted. */
export const SECRET_KEYS = [
  ...CREDENTIAL_KEYS,
  ...LOG_CREDENTIAL_KEYS,
  GRAFANA_SECRET,
  IAP_SECRET,
  ALERTMANAGER_SECRET,
  RECEIVER_SECRETS,
  IMAGE_PULL_SECRET,
  SCRAPE_JOB_SECRETS,
  EXPORTER_SECRETS,
] as const;

/** A key that is set. */
export interface CredentialKey {
  readonly encrypted: boolean;
  /** Names in its map; absent where it is none. */
  readonly names?: readonly string[] | undefined;
  /** Whether there is nothing behind it. Default: there is something. */
  readonly empty?: boolean;
  /** Whether its value cannot be read, as in a plan. Default: it can. */
  readonly hidden?: boolean;
}

/** Which of these keys are set, and whether each is encrypted. */
export type CredentialKeys = Readonly<Record<string, CredentialKey | undefined>>;

export interface RuleInput extends PartialSettings {
  readonly credentials: CredentialKeys;
}

export interface Rule {
  /**
   * Paths without prefix, such as `agent.profile`. The rule is skipped while one of them has a problem of its own, so
   * that one mistake is not reported twice.
   */
  readonly reads: readonly string[];
  readonly check: (settings: RuleInput) => readonly Problem[];
}

/** A path with the project's prefix. */
export const key = (path: string): string => `${PROJECT}:${path}`;
