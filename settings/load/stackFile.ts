/** The text of a stack file as YAML, read as the engine reads it, with the line of every setting. */
import * as fs from "node:fs";
import * as YAML from "yaml";
import type { Place, Problem } from "../problems";
import { PROJECT } from "../schema/settings";

/** A stack file that was read. */
export interface StackFile {
  readonly file: string;
  readonly text: string;
}

/** Whole numbers as the engine's YAML has them besides those of YAML 1.2: `010` is 8, `1_000` is 1000. */
const ENGINE_INTEGER: YAML.ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?(0[0-7_]+|0b[01_]+|[1-9][0-9]*_[0-9_]*)$/,
  resolve: (text) => {
    const [, sign = "", digits = ""] = /^([-+]?)(.*)$/.exec(text.replaceAll("_", "")) ?? [];
    const number = /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
    return sign === "-" ? -number : number;
  },
};

/** Parses the text as the engine does: with merge keys, and numbers of YAML 1.1. */
export function parsedYaml(text: string, lines?: YAML.LineCounter): YAML.Document.Parsed {
  return YAML.parseDocument(text, {
    merge: true,
    prettyErrors: false,
    // Keys that are maps, of which it warns, have an answer of their own.
    logLevel: "error",
    customTags: (tags) => [ENGINE_INTEGER, ...tags],
    ...(lines && { lineCounter: lines }),
  });
}

/** The parser has a symbol for the key of a merge. */
const isMergeKey = (value: unknown) => value === "<<" || typeof value === "symbol";

/** The longest key of a map with which a path begins; keys may contain the separators themselves. */
function pairOf(map: YAML.YAMLMap, path: string, document: YAML.Document): [YAML.Pair, rest: string] | undefined {
  const pairs = map.items.flatMap((pair): [YAML.Pair, string][] => {
    const key = YAML.isScalar(pair.key) ? String(pair.key.value) : "";
    const rest = path.slice(key.length);
    return path.startsWith(key) && /^($|[.[])/.test(rest) ? [[pair, rest]] : [];
  });
  const found = pairs.sort(([, a], [, b]) => a.length - b.length)[0];
  if (found) return found;
  const merged = map.items.find(({ key }) => YAML.isScalar(key) && isMergeKey(key.value))?.value;
  const inner = resolved(merged, document);
  return YAML.isMap(inner) ? pairOf(inner, path, document) : undefined;
}

function resolved(node: unknown, document: YAML.Document): unknown {
  return YAML.isAlias(node) ? node.resolve(document) : node;
}

const startOf = (node: unknown): number | undefined => (YAML.isNode(node) ? node.range?.[0] : undefined);

/** Where a path leads below a node, as far as it leads: the start of the last key or entry that is there. */
function offsetBelow(node: unknown, path: string, start: number, document: YAML.Document): number {
  const here = resolved(node, document);
  if (YAML.isSeq(here)) {
    const [whole = "", index = ""] = /^\[(\d+)\]/.exec(path) ?? [];
    const item: unknown = whole === "" ? undefined : here.items[Number(index)];
    if (item === undefined) return start;
    return offsetBelow(item, path.slice(whole.length), startOf(item) ?? start, document);
  }
  if (!YAML.isMap(here) || path === "") return start;
  const found = pairOf(here, path.replace(/^\./, ""), document);
  if (!found) return start;
  const [pair, rest] = found;
  return offsetBelow(pair.value, rest, startOf(pair.key) ?? start, document);
}

/** The line of a stack file that a problem is about; the nearest one around it where the setting is missing. */
function placesIn({ file, text }: StackFile): (path: string) => Place | undefined {
  const lines = new YAML.LineCounter();
  const document = parsedYaml(text, lines);
  const config = YAML.isMap(document.contents)
    ? document.contents.items.find(({ key }) => YAML.isScalar(key) && key.value === "config")
    : undefined;
  return (path) => {
    if (!path.includes(":")) return undefined;
    if (!config) return { file, line: 1 };
    const start = startOf(config.key) ?? 0;
    const map = resolved(config.value, document);
    if (!YAML.isMap(map)) return { file, line: lines.linePos(start).line };
    // Pulumi takes keys without a prefix for those of the project.
    const bare = path.startsWith(`${PROJECT}:`) ? path.slice(PROJECT.length + 1) : path;
    const written = pairOf(map, path, document) ? path : bare;
    return { file, line: lines.linePos(offsetBelow(map, written, start, document)).line };
  };
}

/** Problems with the lines of the stack file that they are about. */
export function placed(problems: readonly Problem[], stackFile: StackFile | undefined): readonly Problem[] {
  if (stackFile === undefined || problems.length === 0) return problems;
  const placeOf = placesIn(stackFile);
  return problems.map((problem) => {
    const at = placeOf(problem.path);
    return at === undefined ? problem : { at, ...problem };
  });
}

/** The file of a stack in the current folder, where the engine runs the program; undefined where there is none. */
export function stackFileHere(stack: string): StackFile | undefined {
  const file = `Pulumi.${stack}.yaml`;
  return fs.existsSync(file) ? { file, text: fs.readFileSync(file, "utf8") } : undefined;
}
