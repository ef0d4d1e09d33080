/** Runs Checkov, a scanner of Kubernetes manifests: https://www.checkov.io */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../cli";
import { type Ended, runProgram } from "../image/program";
import { tell } from "../progress";

/** Version from PyPI that is installed where none is on PATH. */
const VERSION = "3.3.30";

const CACHE = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"), "gke-telemetry");

const runs = (program: string, ...args: string[]) =>
  runProgram(program, args).then(
    ({ status }) => status === 0,
    () => false,
  );

/** Checkov on PATH, or else in a virtual environment that is created the first time. */
export async function findCheckov(): Promise<string> {
  if (await runs("checkov", "--version")) return "checkov";
  const folder = path.join(CACHE, `checkov-${VERSION}`);
  const program = path.join(folder, "bin", "checkov");
  if (fs.existsSync(program)) return program;
  tell(`Installing checkov ${VERSION} from PyPI into ${folder}`);
  if (!(await runs("python3", "-m", "venv", folder)))
    throw new UserError(
      "python3 with its module venv is missing, and checkov takes it. Install both, or put checkov on PATH.",
    );
  const install = ["install", "--quiet", `checkov==${VERSION}`];
  const { status } = await runProgram(path.join(folder, "bin", "pip"), install, { isShown: true });
  if (status !== 0) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw new UserError(`pip could not install checkov ${VERSION}; what it says stands above.`);
  }
  return program;
}

export interface Finding {
  readonly check: string;
  readonly name: string;
  /** Kind, namespace and name of the object. */
  readonly resource: string;
}

export interface ScanResult {
  readonly passed: number;
  readonly objects: number;
  readonly findings: readonly Finding[];
}

interface Report {
  readonly summary: { readonly passed: number; readonly resource_count: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly resource: string;
    }[];
  };
}

/** Scans the manifests in a folder. */
export async function scanFolder(checkov: string, folder: string): Promise<ScanResult> {
  const args = ["--directory", folder, "--framework", "kubernetes", "--compact", "--quiet", "--output", "json"];
  const { stdout, stderr } = await runProgram(checkov, args).catch((error: unknown): Ended => {
    throw new UserError(`${checkov} cannot be run: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    const reports = [JSON.parse(stdout) as Report | readonly Report[]].flat() as readonly Report[];
    const found = reports.flatMap(({ results }) => results.failed_checks);
    return {
      passed: reports.reduce((sum, { summary }) => sum + summary.passed, 0),
      objects: reports.reduce((sum, { summary }) => sum + summary.resource_count, 0),
      findings: found.map(({ check_id, check_name, resource }) => ({ check: check_id, name: check_name, resource })),
    };
  } catch {
    throw new UserError(`checkov has no report about ${folder}: ${stderr.trim() || stdout.slice(0, 500)}`);
  }
}
