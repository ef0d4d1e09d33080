/** What is wrong with how a stack file is written, before anybody looks at its settings. */
import * as YAML from "yaml";
import { oddSpace } from "../answers/written";
import { nodeMistakes } from "./nodeMistakes";
import type { StackFile } from "./stackFile";
import { PROJECT, settingsSchema } from "../schema/settings";

/** What Pulumi itself keeps at the top of a stack file. */
const PULUMI_KEYS = new Set(["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt", "packages"]);

/** What the parser's errors mean for a person. Others are told as the parser words them. */
const MEANINGS: Readonly<Record<string, string>> = {
  BAD_INDENT: "is indented differently from its neighbours. Settings of one section begin in the same column.",
  BAD_SCALAR_START: "has a value that begins with a sign of YAML's own. Put the value in quotes.",
  BLOCK_AS_IMPLICIT_KEY: 'is a list in the middle of a map. Remove the "- " before it.',
  MISSING_CHAR: "lacks a character before it: a comma, a closing bracket ] or a closing brace }, or a quote.",
  MULTILINE_IMPLICIT_KEY: "is no setting: a key, a colon, a space and a value are missing here or in the line above.",
  TAB_AS_INDENT: "begins with a tab. YAML takes only spaces for indentation.",
  UNEXPECTED_TOKEN: "does not belong here. A quote or a bracket may be missing before it.",
};

/** A key that a value is glued to, such as `kind:prometheus`; addresses and times have such a colon too. */
const GLUED = /^\s*(?:- )?([A-Za-z][A-Za-z0-9_-]*):([^\s/:][^:]*)$/;

/** What is wrong with the text of one line, as the rest of a sentence; undefined where nothing is seen. */
function lineMistake(line: string): string | undefined {
  const space = oddSpace(line);
  if (space) return `has a ${space.name} in column ${space.index + 1}. Write a space.`;
  const tab = /^\s*\t/.test(line) ? line.indexOf("\t") + 1 : 0;
  if (tab > 0) return `has a tab in column ${tab}. YAML takes only spaces for indentation.`;
  if (/[}\]"']#/.test(line)) return "has a comment that begins without a space before its #. Write a space.";
  if (/^\s*[^#"']*\{[^"'}]*;/.test(line)) return "has a semicolon between settings. Write a comma.";
  const [, name, text] = /^\s*(?:- )?([A-Za-z][\w:.-]*)\s*=\s*(\S.*)$/.exec(line) ?? [];
  if (name !== undefined && text !== undefined)
    return `is "${line.trim()}", where a colon and a space belong. Write ${name}: ${text}`;
  const [, key, value] = GLUED.exec(line.replace(/\s+#.*$/, "").trimEnd()) ?? [];
  if (key !== undefined && value !== undefined && key !== PROJECT)
    return `is "${line.trim()}", where a space is missing after the colon. Write ${key}: ${value}`;
  return undefined;
}

/** The last line up to one that has an odd number of quotes. */
function openQuote(rows: readonly string[], line: number): number | undefined {
  const isOdd = (row: string) => [...row.matchAll(/["']/g)].length % 2 === 1;
  const index = rows.slice(0, line).findLastIndex(isOdd);
  return index === -1 ? undefined : index + 1;
}

/** What is not closed before a line, which the parser says at its end. */
function closingMistake(message: string): string | undefined {
  const [, missing] = /end with a ([\]}])/.exec(message) ?? [];
  return missing === undefined ? undefined : `has no closing ${missing} before it. Close what was opened above.`;
}

/** A value with settings below it, which the parser calls a list in the middle of a map. */
function nestedMistake(code: string, row: string): string | undefined {
  return code === "BLOCK_AS_IMPLICIT_KEY" && !row.startsWith("- ")
    ? "has a value, and lines below it that are indented more. Settings of one section begin in the same column."
    : undefined;
}

/** Errors of the parser, one for each line. */
function syntaxMistakes({ file, text }: StackFile, document: YAML.Document, lines: YAML.LineCounter): string[] {
  const rows = text.split("\n");
  const told = new Map<number, string>();
  for (const { code, pos, message } of document.errors) {
    const { line, col } = lines.linePos(pos[0]);
    // A mistake of a line often shows in the next one, and a quote that is not closed at the end.
    const open = /closing (["'])/.test(message) ? openQuote(rows, line) : undefined;
    const place = open ?? [line, line - 1].find((one) => lineMistake(rows[one - 1] ?? "") !== undefined) ?? line;
    if (told.has(place)) continue;
    const row = (rows[place - 1] ?? "").trim();
    const [, twice = ""] = /^([^:,{}]+:?[^:,{}\s]*):\s/.exec((rows[place - 1] ?? "").slice(col - 1)) ?? [];
    const seen =
      open !== undefined
        ? "opens a quote that nothing closes. Close it, or remove it."
        : code === "DUPLICATE_KEY"
          ? `has ${twice.trim()}, which this map has twice. Keep one of them.`
          : lineMistake(rows[place - 1] ?? "");
    const meaning =
      code === "MULTIPLE_DOCS"
        ? `begins a second document with ---. A stack file is one document, and the engine would ignore this one.`
        : (seen ??
          nestedMistake(code, row) ??
          closingMistake(message) ??
          `is not valid YAML: column ${col}, "${row}", ${MEANINGS[code] ?? message}`);
    told.set(place, `${file}:${place}: this line ${meaning}`);
    // All that follows is inside of the quotes.
    if (open !== undefined) break;
  }
  return [...told.values()];
}

/** Keys at the top of the file that belong below `config`. */
function misplacedKeys(map: YAML.YAMLMap, placeOf: (node: unknown) => string): string[] {
  const keys = map.items.flatMap(({ key }) => (YAML.isScalar(key) ? [key] : []));
  const hasConfig = keys.some(({ value }) => value === "config");
  const isSetting = (name: string) =>
    name.startsWith(`${PROJECT}:`) || (name in settingsSchema.shape && (!PULUMI_KEYS.has(name) || !hasConfig));
  return keys
    .filter(({ value }) => isSetting(String(value)))
    .map(
      (key) =>
        `${placeOf(key)}: ${String(key.value)} is at the top of the file. Settings belong under config:, indented by two spaces.`,
    );
}

/** Keys that are not of the form `key` or `project:key`. */
function malformedKeys(config: YAML.YAMLMap, placeOf: (node: unknown) => string): string[] {
  return config.items.flatMap(({ key }) => {
    const name = YAML.isScalar(key) ? String(key.value) : "";
    const twin = config.items.find(
      (pair) => pair.key !== key && YAML.isScalar(pair.key) && `${PROJECT}:${String(pair.key.value)}` === name,
    );
    if (twin)
      return [
        `${placeOf(key)}: this line has ${name}, which is the same setting as ${String(twin.key)} in another line. Keep one of them.`,
      ];
    if (name.split(":").length <= 2) return [];
    const [, own] = new RegExp(`^(?:${PROJECT}:){2}([^:]+)$`).exec(name) ?? [];
    if (own !== undefined) return [`${placeOf(key)}: ${name} has its prefix twice. Write ${PROJECT}:${own}`];
    const [first = "", second = "", ...rest] = name.split(":");
    return [
      `${placeOf(key)}: ${name} has ${rest.length + 1} colons, but a key has one, between project and setting. A space may be missing after the last one: ${first}:${second}: ${rest.join(":")}`,
    ];
  });
}

/** Every mistake of a stack file's form, as sentences that begin with file and line. */
export function writingMistakes(stackFile: StackFile, document: YAML.Document, lines: YAML.LineCounter): string[] {
  if (document.errors.length > 0) return syntaxMistakes(stackFile, document, lines);
  const placeOf = (node: unknown) =>
    `${stackFile.file}:${YAML.isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1}`;
  const odd = nodeMistakes(document, placeOf);
  if (odd.length > 0) return odd;
  const { contents } = document;
  const form = 'a stack file must be a map with a map "config", as Pulumi writes it';
  if (contents === null || (YAML.isScalar(contents) && contents.value === null)) return [];
  if (!YAML.isMap(contents)) return [`${placeOf(contents)}: ${form}.`];
  const config = contents.items.find(({ key }) => YAML.isScalar(key) && key.value === "config");
  const other = contents.items.find(
    ({ key }) => YAML.isScalar(key) && /^configs?$|^configuration$/i.test(String(key.value)),
  );
  if (!config && other)
    return [
      `${placeOf(other.key)}: this line has ${String(other.key)}, where Pulumi reads config. Write config: instead.`,
    ];
  const value = YAML.isAlias(config?.value) ? config.value.resolve(document) : config?.value;
  const isEmpty = value === undefined || value === null || (YAML.isScalar(value) && value.value === null);
  const fix = YAML.isSeq(value) ? ' Remove the "- " before its lines.' : "";
  if (!isEmpty && !YAML.isMap(value)) return [`${placeOf(config?.key)}: ${form}.${fix}`];
  return [...misplacedKeys(contents, placeOf), ...(YAML.isMap(value) ? malformedKeys(value, placeOf) : [])];
}
