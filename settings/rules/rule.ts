/** What a rule is: it looks at several settings at once. */
import type { Problem } from "../problems";
import { PROJECT, type Settings } from "../schema/settings";

/** The sections that could be read; one that is beyond repair is absent. */
export type PartialSettings = { readonly [Section in keyof Settings]?: Settings[Section] | undefined };

/** Flat keys under which the credentials of the `remote` kind are kept. */
export const CREDENTIAL_KEYS = ["remoteWriteUsername", "remoteWritePassword", "remoteWriteBearerToken"] as const;

/** Flat key of Grafana's OAuth client secret. */
export const GRAFANA_SECRET = "grafanaOauthClientSecret";

/** Every flat key that has to be encrypted. */
export const SECRET_KEYS = [...CREDENTIAL_KEYS, GRAFANA_SECRET] as const;

/** Which of these keys are set, and whether each is encrypted. */
export type CredentialKeys = Readonly<Record<string, { readonly encrypted: boolean } | undefined>>;

export interface RuleInput extends PartialSettings {
  readonly credentials: CredentialKeys;
}

export interface Rule {
  /**
   * Paths without prefix, such as `agent.profile`. A rule is left out while one of them has a problem of its own, so
   * that one mistake is not told twice.
   */
  readonly reads: readonly string[];
  readonly check: (settings: RuleInput) => readonly Problem[];
}

/** A path with the project's prefix. */
export const key = (path: string): string => `${PROJECT}:${path}`;
