/** State backend of the real engine: the user's, or a folder of the project. */
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { writeWhole } from "../files";

type Environment = Readonly<Record<string, string | undefined>>;

/** Default folder of the state. Git ignores it. */
const STATE_FOLDER = ".state";

function isLoggedIn(environment: Environment): boolean {
  const home = environment["PULUMI_HOME"] ?? path.join(os.homedir(), ".pulumi");
  try {
    const stored = JSON.parse(fs.readFileSync(path.join(home, "credentials.json"), "utf8")) as { current?: unknown };
    return typeof stored.current === "string" && stored.current !== "";
  } catch {
    return false;
  }
}

/** A passphrase of this checkout, made once and readable by its owner alone. */
function passphraseFile(folder: string): string {
  const file = path.join(folder, "passphrase");
  if (!fs.existsSync(file)) writeWhole(file, crypto.randomBytes(32).toString("base64url"), 0o600);
  return file;
}

/**
 * Variables to add to the environment of the Pulumi CLI.
 *
 * @param secretsProvider secrets provider of the stack file, if it names one
 */
export function backendVariables(
  environment: Environment,
  secretsProvider: string | undefined,
): Record<string, string> {
  const chosen = environment["PULUMI_BACKEND_URL"] ?? (isLoggedIn(environment) ? "" : undefined);
  const folder = path.resolve(STATE_FOLDER);
  if (chosen === undefined) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own: Record<string, string> = chosen === undefined ? { PULUMI_BACKEND_URL: `file://${folder}` } : {};
  const hasPassphrase =
    environment["PULUMI_CONFIG_PASSPHRASE"] !== undefined || environment["PULUMI_CONFIG_PASSPHRASE_FILE"] !== undefined;
  const usesPassphrase = secretsProvider === undefined || secretsProvider === "passphrase";
  const variables =
    chosen === undefined && usesPassphrase && !hasPassphrase
      ? { ...own, PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(folder) }
      : own;
  if (chosen === undefined) writeVariables(folder, variables);
  return variables;
}

/** Name of the file that gives a shell the same variables, for commands of the Pulumi CLI itself. */
const VARIABLES = "env";

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function writeVariables(folder: string, variables: Readonly<Record<string, string>>): void {
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  writeWhole(path.join(folder, VARIABLES), lines.join(""));
}

/** What to type before commands of the Pulumi CLI, where the state is in the project's own folder. */
export function ownStateAdvice(environment: Environment): string | undefined {
  if (environment["PULUMI_BACKEND_URL"] !== undefined || isLoggedIn(environment)) return undefined;
  return `The state is in ${STATE_FOLDER}. Before commands of the Pulumi CLI itself, such as "pulumi stack output", type: . ${STATE_FOLDER}/${VARIABLES}`;
}
