/** Worked examples of changes: what is changed in the settings of a stack, and what a reviewer is told of it. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as YAML from "yaml";
import { PROJECT } from "../../settings/schema/settings";
import { writeWhole } from "../files";
import { withPrice } from "../price/price";
import { changeOf } from "../plan/change/change";
import { changeMarkdown } from "../plan/output/change/markdown";
import { withFigures } from "../plan/change/meaning/figures";
import { planStack, type Plan } from "../plan/plan";
import { withPolicies } from "../plan/policies";
import { parseStackFile } from "../plan/stackFile";
import { DAY, EXAMPLES } from "./example";

const CHANGES = path.join(EXAMPLES, "changes");

/** What is changed; the comment stands beside it. */
const PATCH_FILE = "change.yaml";
const COMMENT_FILE = "comment.md";

type Sections = Readonly<Record<string, unknown>>;

interface Patch {
  /** Name of a shipped stack. */
  readonly stack: string;
  /** What the stack's settings are before the change, where they differ from those that are shipped. */
  readonly before?: Sections;
  /** What is changed in them: maps are merged, `null` removes a key. */
  readonly after: Sections;
}

/** The names of all examples of changes. */
export function changeNames(): string[] {
  return fs.readdirSync(CHANGES).sort();
}

const isMap = (value: unknown): value is Sections =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function merged(base: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const old = isMap(base) ? base : {};
  const entries = Object.entries(patch).map(([key, value]) => [key, merged(old[key], value)] as const);
  return Object.fromEntries([...Object.entries(old), ...entries].filter(([, value]) => value !== null));
}

/** The plan of a stack whose settings are merged with patches. */
async function planOf(stack: string, ...patches: readonly Sections[]): Promise<Plan> {
  const file = `Pulumi.${stack}.yaml`;
  const { config } = YAML.parse(fs.readFileSync(file, "utf8")) as { config: unknown };
  const keyed = patches.map((patch) =>
    Object.fromEntries(Object.entries(patch).map(([key, value]) => [`${PROJECT}:${key}`, value])),
  );
  const changed = keyed.reduce<unknown>(merged, config);
  const plan = await planStack(stack, parseStackFile(file, YAML.stringify({ config: changed })));
  return withFigures(withPrice(withPolicies(plan, DAY)));
}

/** The comment on a change. */
export async function changeComment(name: string): Promise<string> {
  const {
    stack,
    before = {},
    after,
  } = YAML.parse(fs.readFileSync(path.join(CHANGES, name, PATCH_FILE), "utf8")) as Patch;
  const [old, current] = [await planOf(stack, before), await planOf(stack, before, after)];
  return changeMarkdown(changeOf(old, current, "main"));
}

/** The comment that stands beside a change now; empty where there is none. */
export function writtenComment(name: string): string {
  const file = path.join(CHANGES, name, COMMENT_FILE);
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

/** Writes the comment on a change in place of that which stands there. */
export async function writeChange(name: string): Promise<void> {
  writeWhole(path.join(CHANGES, name, COMMENT_FILE), await changeComment(name));
}
