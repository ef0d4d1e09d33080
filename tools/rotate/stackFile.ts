/** Raises generations in the text of a stack file. Only the number changes, so comments, order and form stay. */
import * as YAML from "yaml";
import { CREDENTIAL_KINDS, GENERATION_KEYS, generationPath, type Generations } from "../../settings/generations";
import { PROJECT } from "../../settings/schema/settings";
import { UserError } from "../cli";

/** The text with another part from an offset to an end. */
function spliced(text: string, start: number, end: number, part: string): string {
  return text.slice(0, start) + part + text.slice(end);
}

/** The text with a new entry at the end of a map that is not empty. */
function withEntry(text: string, map: YAML.YAMLMap, entry: string): string {
  const { key: first } = map.items[0] as { key: YAML.Node };
  const { key, value } = map.items.at(-1) as { key: YAML.Node; value: YAML.Node | null };
  const end = text.slice(0, (value?.range ?? key.range)?.[1]).trimEnd().length;
  if (map.flow) return spliced(text, end, end, `, ${entry}`);
  const start = first.range?.[0] ?? 0;
  const indent = " ".repeat(start - text.lastIndexOf("\n", start - 1) - 1);
  const newline = text.indexOf("\n", end);
  const lineEnd = newline === -1 ? text.length : newline;
  return spliced(text, lineEnd, lineEnd, `\n${indent}${entry}`);
}

/**
 * The text of a stack file with these generations.
 *
 * @throws UserError if a setting is in a form that has no place for it, such as a section that is written as JSON text
 */
export function withGenerations(file: string, text: string, generations: Generations): string {
  return CREDENTIAL_KINDS.reduce((earlier, kind) => {
    const generation = generations[kind];
    if (generation === undefined) return earlier;
    const document = YAML.parseDocument(earlier);
    const [key, ...inside] = GENERATION_KEYS[kind];
    // Pulumi also reads a key without the project's name.
    const keys = ["config", document.hasIn(["config", key]) ? key : `${PROJECT}:${key}`, ...inside];
    const node = document.getIn(keys, true);
    if (YAML.isScalar(node) && node.range) return spliced(earlier, node.range[0], node.range[1], String(generation));
    const map = document.getIn(keys.slice(0, -1), true);
    if (node === undefined && YAML.isMap(map) && map.items.length > 0)
      return withEntry(earlier, map, `${keys.at(-1)}: ${generation}`);
    throw new UserError(
      `${file} has no place for ${generationPath(kind)}, because ${keys.slice(0, -1).join(".")} is not a map. Set it to ${generation} by hand; nothing was changed.`,
    );
  }, text);
}
