/** The generations that a stack has by its settings: which there are, and where they are set. */
import { PROJECT, type Settings } from "./schema/settings";

/** Kinds of credentials that rotate, each by a generation of its own. */
export const CREDENTIAL_KINDS = ["passwords", "certificates"] as const;

/** A kind of credentials that rotates. */
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** Current generation of each kind that a stack has. */
export type Generations = Readonly<Partial<Record<CredentialKind, number>>>;

/** Generation where the settings name none. */
export const FIRST_GENERATION = 1;

/** Keys of each kind's setting; the first is that of Pulumi's configuration, in the project's namespace. */
export const GENERATION_KEYS: Readonly<Record<CredentialKind, readonly [string, ...string[]]>> = {
  passwords: ["metrics", "credentialsGeneration"],
  certificates: ["certificatesGeneration"],
};

/** Full key of a kind's setting, such as `gke-telemetry:metrics.credentialsGeneration`. */
export function generationPath(kind: CredentialKind): string {
  return `${PROJECT}:${GENERATION_KEYS[kind].join(".")}`;
}

/** The generations of a stack with these settings. A store that exists already has no passwords of the stack's own. */
export function generationsOf({
  metrics,
  certificatesGeneration,
}: Pick<Settings, "metrics" | "certificatesGeneration">): Generations {
  return {
    ...(metrics.kind === "prometheus" && { passwords: metrics.credentialsGeneration }),
    certificates: certificatesGeneration,
  };
}
