/** Reads the recording and alert rules of a stack's own from their folder. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as YAML from "yaml";
import type { Problem } from "../../problems";
import { PROJECT } from "../../schema/settings";
import { type OwnRule, type OwnRuleGroup, readRuleFile } from "./form";

/** A rule file of one's own. */
export interface OwnRuleFile {
  /** Its name in the folder, which is its name for Prometheus too. */
  readonly fileName: string;
  /** Its text, as it was written. */
  readonly text: string;
  readonly groups: readonly OwnRuleGroup[];
}

export interface OwnRules {
  readonly files: readonly OwnRuleFile[];
  readonly problems: readonly Problem[];
}

const KEY = `${PROJECT}:alerts.rules`;

/** Largest size of all files together, in bytes: a ConfigMap holds 1 MiB with all around it. */
const LARGEST_BYTES = 1_000_000;

/** Form of the names of the stack's own groups. */
const TAKEN = /-(alerts|recording)$/;

/** Key of a ConfigMap, and no name that a pattern of Prometheus would read. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/;

const problem = (value: string, rule: string, fix: string): Problem => ({ path: KEY, value, rule, fix });

/** By what Prometheus tells two results apart: the name, and the labels that the rule gives. */
function identity(rule: OwnRule): string {
  const labels = Object.entries(rule.labels ?? {}).sort();
  return JSON.stringify(["record" in rule ? ["record", rule.record] : ["alert", rule.alert, rule.expr], labels]);
}

interface ReadFile extends OwnRuleFile {
  readonly place: string;
  readonly problems: readonly Problem[];
}

const FIX = "Correct the file; `promtool check rules` says more about expressions.";

function readFile(folder: string, fileName: string): ReadFile {
  const place = path.join(folder, fileName);
  const text = fs.readFileSync(place, "utf8");
  const document = YAML.parseDocument(text, { uniqueKeys: true });
  const [broken] = document.errors;
  const { groups, wrong } = broken
    ? { groups: [], wrong: [`is no YAML: ${broken.message.split("\n")[0] ?? ""}`] }
    : readRuleFile(document.toJS());
  const name = FILE_NAME.test(fileName) ? [] : ["has to have a name of letters, digits, dots, hyphens and underscores"];
  return { fileName, place, text, groups, problems: [...name, ...wrong].map((rule) => problem(place, rule, FIX)) };
}

/** Groups and rules that occur twice. Stores that take all files as one refuse a name that two groups have. */
function clashes(files: readonly ReadFile[]): Problem[] {
  const groups = files.flatMap(({ place, groups: own }) => own.map((group) => ({ place, group })));
  const rules = groups.flatMap(({ place, group }) =>
    group.rules.map((rule) => ({ place, name: "record" in rule ? rule.record : rule.alert, id: identity(rule) })),
  );
  return [
    ...groups
      .filter(({ group }) => TAKEN.test(group.name))
      .map(({ place, group }) =>
        problem(place, `has the group ${group.name}, and such names are those of the stack's own`, "End it otherwise."),
      ),
    ...groups
      .filter(({ group }, index) => groups.findIndex((other) => other.group.name === group.name) < index)
      .map(({ place, group }) =>
        problem(place, `has the group ${group.name}, which is there already`, "Give one of them another name."),
      ),
    ...rules
      .filter(({ id }, index) => rules.findIndex((other) => other.id === id) < index)
      .map(({ place, name }) =>
        problem(place, `has the rule ${name} with the same labels a second time`, "Remove one of them."),
      ),
  ];
}

/** Every rule file of the folder, or what is wrong with each; none without a folder. */
export function readOwnRules(folder: string | undefined): OwnRules {
  if (folder === undefined) return { files: [], problems: [] };
  if (!fs.statSync(path.resolve(folder), { throwIfNoEntry: false })?.isDirectory())
    return {
      files: [],
      problems: [problem(folder, "is not an existing folder", `Set ${KEY} to a folder with YAML files, or remove it.`)],
    };
  const names = fs.readdirSync(path.resolve(folder)).filter((name) => /\.ya?ml$/.test(name));
  const files = names.sort().map((name) => readFile(folder, name));
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return {
    files: files.map(({ fileName, text, groups }) => ({ fileName, text, groups })),
    problems: [
      ...files.flatMap(({ problems }) => problems),
      ...clashes(files),
      ...(names.length === 0
        ? [problem(folder, "has no file whose name ends with .yaml or .yml", `Add one, or remove ${KEY}.`)]
        : []),
      ...(bytes > LARGEST_BYTES
        ? [
            problem(
              folder,
              `has ${bytes} bytes of rules, and a ConfigMap holds ${LARGEST_BYTES} of them`,
              "Remove some.",
            ),
          ]
        : []),
    ],
  };
}
