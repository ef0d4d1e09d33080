/** A stack file in the place of a values file. */
import * as YAML from "yaml";
import { PROJECT } from "../../settings/schema/settings";
import { UserError } from "../cli";
import { completed } from "./engine/complete";
import { Draft } from "./engine/draft";
import { valueAt } from "./engine/leaves";
import { type Applied, applyRules } from "./engine/rules";
import { type Kind, KIND_NAMES, kindOf, KINDS } from "./kinds/kinds";

export interface Imported {
  readonly kind: Kind;
  /** Text of the stack file. */
  readonly stackFile: string;
  /** Settings that the values file does not have, and that everybody has to set. */
  readonly missing: readonly string[];
  /** Keys of secrets to set. */
  readonly secrets: readonly string[];
  readonly applied: readonly Applied[];
  /** What the chart does without a value, and the stack only on request. */
  readonly advice: readonly { readonly setting: string; readonly text: string }[];
}

/** What every stack needs, and what stands in for it where the file does not have it. */
const NEEDED: readonly { readonly setting: string; readonly value: unknown; readonly comment: string }[] = [
  { setting: "environment", value: "prod", comment: "not in the values file: the name of the environment" },
  { setting: "cluster.kind", value: "existing", comment: "" },
  { setting: "cluster.name", value: "my-cluster", comment: "not in the values file: the name of the cluster" },
  { setting: "cluster.maxNodes", value: 3, comment: "not in the values file: the most nodes of the cluster" },
];

/** Values of a file; several documents are none. */
function parsed(file: string, text: string): unknown {
  const document = YAML.parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error) throw new UserError(`${file} is not valid YAML: ${error.message.split("\n")[0] ?? ""}`);
  const root: unknown = document.toJS() ?? {};
  if (typeof root !== "object" || Array.isArray(root))
    throw new UserError(`${file} must be a map, as values of a chart are.`);
  return root;
}

/** Sections that every stack file begins with. */
const FIRST_SECTIONS = ["environment", "cluster"];

/** The text of the stack file, with a comment at what is missing. */
function stackFileText(settings: Readonly<Record<string, unknown>>, comments: ReadonlyMap<string, string>): string {
  const names = [...new Set([...FIRST_SECTIONS, ...Object.keys(settings)])];
  const config = Object.fromEntries(names.map((name) => [`${PROJECT}:${name}`, settings[name]]));
  const document = new YAML.Document({ config });
  for (const [setting, comment] of comments) {
    const [section = "", ...rest] = setting.split(".");
    const node = document.getIn(["config", `${PROJECT}:${section}`, ...rest], true);
    if (YAML.isScalar(node)) node.comment = ` ${comment}`;
  }
  return `# yaml-language-server: $schema=docs/stack.schema.json\n${document.toString({ lineWidth: 0 })}`;
}

const hasSetting = (settings: unknown, setting: string) => valueAt(settings, setting.split(".")) !== undefined;

/**
 * The stack file of a values file.
 *
 * @param kind of the file; undefined for what it shows
 * @throws UserError for a file that is no map, or of no kind
 */
export function importValues(file: string, text: string, kind: Kind | undefined): Imported {
  const root = parsed(file, text);
  const found = kind ?? kindOf(root);
  if (!found) throw new UserError(`${file} does not show of which chart it is. Say --kind ${KIND_NAMES.join(", ")}.`);
  const draft = new Draft();
  const applied = applyRules(root, KINDS[found].rules, draft);
  const { settings, secrets, applied: outcomes, missing } = completed(draft, applied, NEEDED);
  const comments = NEEDED.filter(({ setting, comment }) => comment !== "" && missing.includes(setting));
  return {
    kind: found,
    stackFile: stackFileText(settings, new Map(comments.map(({ setting, comment }) => [setting, comment]))),
    missing: comments.map(({ setting }) => setting),
    secrets,
    applied: outcomes,
    advice: KINDS[found].advice.filter(({ setting }) => !hasSetting(settings, setting)),
  };
}
