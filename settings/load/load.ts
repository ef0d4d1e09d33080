/** The only reader of the stack's configuration. */
import * as pulumi from "@pulumi/pulumi";
import { chartFolderProblems } from "./chartFolder";
import { problemsText, type Problem } from "../problems";
import { readKubeconfig } from "./kubeconfig";
import {
  EXPORTER_SECRETS,
  type PartialSettings,
  RECEIVER_SECRETS,
  SCRAPE_JOB_SECRETS,
  SECRET_KEYS,
} from "../rules/rule";
import { PROJECT, type Settings, settingsSchema } from "../schema/settings";
import {
  credentialKeys,
  type Credentials,
  readAlertmanagerPassword,
  readCredentials,
  readGrafanaSecret,
  readIapSecret,
  readImagePullCredentials,
  readLogCredentials,
  readSecretMap,
} from "./secrets";
import { type OwnDashboard, readOwnDashboards } from "./ownDashboards";
import { type OwnRuleFile, readOwnRules } from "./ownRules/ownRules";
import { placed, type StackFile } from "./stackFile";
import { UNKNOWN_SETTING } from "../answers/unknownKeys";
import { validate } from "../validate";

/** Error of settings that have problems. It is a RunError, so that the Pulumi CLI prints it without a stack trace. */
export class SettingsError extends pulumi.RunError {
  constructor(readonly problems: readonly Problem[]) {
    super(problemsText(problems));
  }
}

/** Settings and secrets of a stack. */
export interface StackInput {
  readonly settings: Settings;
  /** Credentials of the `remote` kind; absent where none are set. */
  readonly credentials?: Credentials;
  /** Credentials of `logs.kind: otlp`; absent where none are set. */
  readonly logStoreCredentials?: Credentials;
  /** Grafana's OAuth client secret; absent where none is set. */
  readonly grafanaSecret?: pulumi.Output<string>;
  /** Secret of the Identity-Aware Proxy's OAuth client; absent where none is set. */
  readonly iapSecret?: pulumi.Output<string>;
  /** Dashboards of the folder that the settings name; absent where they name none. */
  readonly ownDashboards?: readonly OwnDashboard[];
  /** Rules of the folder that the settings name; absent where they name none. */
  readonly ownRules?: readonly OwnRuleFile[];
  /** Password for an Alertmanager that exists already; absent where none is set. */
  readonly alertmanagerPassword?: pulumi.Output<string>;
  /** Secrets of receivers of alerts, by the receivers' names; absent where none is set. */
  readonly receiverSecrets?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Passwords for targets, by the names of their scrape jobs; absent where none is set. */
  readonly scrapeJobPasswords?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Credentials for further destinations, by the names of their exporters; absent where none is set. */
  readonly exporterSecrets?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Content of a Docker configuration file, with which images are pulled; absent where none is set. */
  readonly imagePullCredentials?: pulumi.Output<string>;
  /** Text of the kubeconfig of an existing cluster, secret; absent for GKE, and where none was named and none found. */
  readonly kubeconfig?: pulumi.Output<string>;
}

/**
 * A value from the text that the engine passes: maps and lists are JSON, numbers and booleans are as written. The text
 * loses the quotes, so that the schema rejects `environment: "123"` like `environment: 123`.
 */
export function parsedValue(text: string): unknown {
  if (!/^([[{]|(true|false|-?\d+(\.\d+)?)$)/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Keys that are encrypted in the stack file. The SDK has no public function for them; the engine passes them in this variable. */
function encryptedKeys(): string[] {
  return JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]") as string[];
}

const ownSecretKeys = SECRET_KEYS.map((name) => `${PROJECT}:${name}`);

/**
 * Problems of encrypted keys that are no secrets. What is inside of them stays out of every answer, and no answer tells
 * to write it readable: it may be a secret in the wrong place.
 */
function encryptedSections(keys: readonly string[], problems: readonly Problem[]): Problem[] {
  return keys.flatMap((key) => {
    const inside = problems.filter(({ path, rule }) => path.startsWith(key) && rule === UNKNOWN_SETTING);
    if (inside.length > 0) return inside.map(({ path, rule, fix }) => ({ path, rule, fix }));
    return [
      {
        path: key,
        rule: "must not be encrypted, neither as a whole nor in part: it is not a secret, and a preview could not show it",
        fix: `If there is a secret in it, that has a key of its own: ${ownSecretKeys.join(", ")}. If there is none, set it again: pulumi config set ${key}.`,
      },
    ];
  });
}

/** Keys of another prefix that are settings of this program: its prefix is misspelt, or that of another project. */
function foreignKeys(keys: readonly string[]): Problem[] {
  return keys.flatMap((key) => {
    const [prefix, name = ""] = key.split(":");
    const known = name in settingsSchema.shape || SECRET_KEYS.some((secret) => secret === name);
    if (prefix === PROJECT || !known) return [];
    const rule = `has another project's prefix: settings of this program begin with ${PROJECT}:`;
    return [{ path: key, rule, fix: `Write ${PROJECT}:${name}.` }];
  });
}

/** Problems of files that the settings name. */
function fileProblems({ alerts, cluster, charts, grafana }: PartialSettings): Problem[] {
  return [
    ...(cluster?.kind === "existing" ? readKubeconfig(cluster).problems : []),
    ...chartFolderProblems("opentelemetry-collector", "collector", charts?.collector),
    ...readOwnDashboards(grafana?.dashboards).problems,
    ...readOwnRules(alerts?.rules).problems,
  ];
}

/**
 * Reads and checks the stack's configuration.
 *
 * @param stackFile the file that it is from, for the lines of problems. Default: problems have none
 * @throws SettingsError with every problem at once
 */
export function loadStackInput(stackFile?: StackFile): StackInput {
  const all = pulumi.runtime.allConfig();
  const keys = Object.keys(all).filter((key) => key.startsWith(`${PROJECT}:`) && !ownSecretKeys.includes(key));
  const raw = Object.fromEntries(keys.map((key) => [key.slice(PROJECT.length + 1), parsedValue(all[key] ?? "")]));
  const secretKeys = encryptedKeys();
  const credentials = credentialKeys(
    (key) => secretKeys.includes(key),
    (key) => (key in all ? parsedValue(all[key] ?? "") : undefined),
  );
  const { settings, sections, problems } = validate(raw, credentials);

  const encrypted = keys.filter((key) => secretKeys.includes(key));
  const isEncrypted = (problem: Problem) => encrypted.some((key) => problem.path.startsWith(key));
  const foreign = foreignKeys(Object.keys(all));
  // What is there under another prefix is not missing.
  const isThere = ({ path }: Problem) => foreign.some(({ fix }) => fix === `Write ${path}.`);
  const found = [
    ...foreign,
    ...encryptedSections(encrypted, problems),
    ...problems.filter((problem) => !isEncrypted(problem) && !isThere(problem)),
    ...fileProblems(sections),
  ];
  if (!settings || found.length > 0) throw new SettingsError(placed(found, stackFile));

  const kubeconfig = settings.cluster.kind === "existing" ? readKubeconfig(settings.cluster).text : undefined;
  const ownCredentials = readCredentials();
  const logStoreCredentials = readLogCredentials();
  const { dashboards: ownDashboards } = readOwnDashboards(settings.grafana.dashboards);
  const { files: ownRules } = readOwnRules(settings.alerts.rules);
  const grafanaSecret = readGrafanaSecret();
  const iapSecret = readIapSecret();
  const alertmanagerPassword = readAlertmanagerPassword();
  const imagePullCredentials = readImagePullCredentials();
  const receiverSecrets = readSecretMap(RECEIVER_SECRETS, credentials[RECEIVER_SECRETS]?.names ?? []);
  const scrapeJobPasswords = readSecretMap(SCRAPE_JOB_SECRETS, credentials[SCRAPE_JOB_SECRETS]?.names ?? []);
  const exporterSecrets = readSecretMap(EXPORTER_SECRETS, credentials[EXPORTER_SECRETS]?.names ?? []);
  return {
    settings,
    ...(ownCredentials && { credentials: ownCredentials }),
    ...(logStoreCredentials && { logStoreCredentials }),
    ...(grafanaSecret && { grafanaSecret }),
    ...(iapSecret && { iapSecret }),
    ...(ownDashboards.length > 0 && { ownDashboards }),
    ...(ownRules.length > 0 && { ownRules }),
    ...(alertmanagerPassword && { alertmanagerPassword }),
    ...(Object.keys(exporterSecrets).length > 0 && { exporterSecrets }),
    ...(Object.keys(scrapeJobPasswords).length > 0 && { scrapeJobPasswords }),
    ...(imagePullCredentials && { imagePullCredentials }),
    ...(Object.keys(receiverSecrets).length > 0 && { receiverSecrets }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: pulumi.secret(kubeconfig) }),
  };
}
