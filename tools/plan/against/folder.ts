/** Reads a plan that was written into a folder, also one of an older revision. */
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../../cli";
import type { Plan } from "../plan";

/** Version of the JSON form of a plan. A field that is renamed or removed makes a new one. */
export const PLAN_VERSION = 1;

/** The file of a plan from which it can be read again. */
const FILE = "plan.json";

/** Whether there is a plan in a folder. */
export function isPlan(folder: string): boolean {
  return fs.existsSync(path.join(folder, FILE));
}

/**
 * The plan in a folder. What an older revision did not write is empty.
 *
 * @throws UserError if the file is not a plan
 */
export function readPlan(folder: string): Plan {
  const file = path.join(folder, FILE);
  const { version = PLAN_VERSION, project = "", stack = "", resources = [], ...rest } = parsed(file);
  if (version > PLAN_VERSION)
    throw new UserError(
      `${file} has version ${version}, and this revision reads ${PLAN_VERSION}: take the one that wrote it.`,
    );
  if (typeof stack !== "string" || !Array.isArray(resources))
    throw new UserError(`${file} is not a plan: it has no stack and no resources. \`npm run plan\` writes one.`);
  const empty = { outputs: {}, charts: [], collectors: {}, problems: [] };
  return { ...empty, ...rest, project, stack, resources };
}

function parsed(file: string): Partial<Plan> & { readonly version?: number } {
  try {
    const content: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    if (typeof content === "object" && content !== null) return content;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError(`${file} is not JSON. \`npm run plan\` writes it anew.`);
}
