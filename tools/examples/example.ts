/** A worked example: a stack file, and what a plan makes of it. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as YAML from "yaml";
import { problemsText } from "../../settings/problems";
import { PROJECT } from "../../settings/schema/settings";
import { UserError } from "../cli";
import { writeWhole } from "../files";
import { planStack, type Plan } from "../plan/plan";
import { withPolicies } from "../plan/policies";
import { readStackFile } from "../plan/stackFile";
import { meaningDocument } from "./meaning";

/** The folder with a folder for each example. */
export const EXAMPLES = path.join("test", "examples");

/** The stack file of an example; all other files in its folder are written. */
const SETTINGS_FILE = "settings.yaml";

/** The day for which exemptions from policies are evaluated, so that examples do not depend on the current date. */
export const DAY = "2026-11-22";

/** The names of all examples. */
export function exampleNames(): string[] {
  return fs
    .readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(EXAMPLES, entry.name, SETTINGS_FILE)))
    .map(({ name }) => name)
    .sort();
}

const ALERTMANAGER_FILE = "alertmanager.yml";

const yamlText = (value: unknown) => YAML.stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

/** Each collector's configuration and the other values of its chart, by the name of its release. */
function chartFiles({ charts }: Plan): [string, string][] {
  return charts.flatMap(({ release, values: { alternateConfig, ...values } }): [string, string][] => [
    [`${release}.collector.yaml`, yamlText(alternateConfig)],
    [`${release}.values.yaml`, yamlText(values)],
  ]);
}

/** Alertmanager's configuration; none where the stack runs none. */
export function alertmanagerFiles({ resources }: Pick<Plan, "resources">): [string, string][] {
  return resources.flatMap(({ inputs }): [string, string][] => {
    const text = (inputs as { data?: Readonly<Record<string, string>> }).data?.[ALERTMANAGER_FILE];
    return text === undefined ? [] : [[ALERTMANAGER_FILE, yamlText(JSON.parse(text))]];
  });
}

/**
 * The files that belong beside an example's settings, by name.
 *
 * The stack has the name of its environment, by which the policies choose their levels.
 *
 * @throws UserError if the settings have a problem
 */
export async function exampleFiles(name: string): Promise<Record<string, string>> {
  const file = path.join(EXAMPLES, name, SETTINGS_FILE);
  const configuration = readStackFile(file);
  const stack = configuration.values[`${PROJECT}:environment`] ?? name;
  const plan = withPolicies(await planStack(stack, configuration), DAY);
  if (plan.problems.length > 0) throw new UserError(`${file}:\n${problemsText(plan.problems)}`);
  return Object.fromEntries([["meaning.md", meaningDocument(plan)], ...chartFiles(plan), ...alertmanagerFiles(plan)]);
}

/** The files that stand beside an example's settings now, by name. */
export function writtenFiles(name: string): Record<string, string> {
  const folder = path.join(EXAMPLES, name);
  const names = fs.readdirSync(folder).filter((file) => file !== SETTINGS_FILE);
  return Object.fromEntries(names.sort().map((file) => [file, fs.readFileSync(path.join(folder, file), "utf8")]));
}

/** Writes an example's files in place of those that stand there. */
export async function writeExample(name: string): Promise<void> {
  const files = await exampleFiles(name);
  const folder = path.join(EXAMPLES, name);
  for (const file of Object.keys(writtenFiles(name))) if (!(file in files)) fs.rmSync(path.join(folder, file));
  for (const [file, text] of Object.entries(files)) writeWhole(path.join(folder, file), text);
}
