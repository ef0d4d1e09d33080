/** What is wrong with single values and keys of a stack file that is valid YAML. */
import * as YAML from "yaml";
import { oddSpace } from "../answers/written";

/** Says where a node is, as `Pulumi.dev.yaml:3`. */
type PlaceOf = (node: unknown) => string;

/** What a key has that nobody sees, or that only looks like a sign of YAML's. */
function keyMistake(key: string): string | undefined {
  const space = oddSpace(key);
  if (space) return `a ${space.name} in its key. ${/zero|mark/.test(space.name) ? "Remove it." : "Write spaces."}`;
  return key.includes("\uff1a") ? "a full-width colon (U+FF1A). Write : and a space." : undefined;
}

/** The map of a merge key `<<`, or what stands there instead. */
function merged(document: YAML.Document, { key, value }: YAML.Pair): unknown {
  const isMerge = YAML.isScalar(key) && (key.value === "<<" || typeof key.value === "symbol");
  return isMerge ? (YAML.isAlias(value) ? value.resolve(document) : value) : undefined;
}

/** What is wrong with a value that no setting takes, as the rest of a sentence. */
function valueMistake({ value, tag, source }: YAML.Scalar): string | undefined {
  if (tag === "tag:yaml.org,2002:binary") return "a value with !!binary. Write it as text.";
  return typeof value === "number" && !Number.isFinite(value)
    ? `the value ${source ?? String(value)}, which is no number that a setting takes. Write a number.`
    : undefined;
}

/** Every such mistake, as sentences that begin with file and line. */
export function nodeMistakes(document: YAML.Document, placeOf: PlaceOf): string[] {
  const found: string[] = [];
  const tell = (node: unknown, text: string | undefined) => {
    if (text !== undefined) found.push(`${placeOf(node)}: this line has ${text}`);
  };
  YAML.visit(document, {
    Pair: (_, pair) => {
      const { key } = pair;
      if (YAML.isScalar(key)) tell(key, keyMistake(String(key.value)));
      else if (YAML.isCollection(key))
        tell(key, "a map or list as a key. A template such as {{ … }} is filled in by nobody here: write the value.");
      const source = merged(document, pair);
      const isMap =
        YAML.isMap(source) || (YAML.isSeq(source) && source.items.every((one) => YAML.isAlias(one) || YAML.isMap(one)));
      if (source !== undefined && !isMap)
        tell(key, "<< before a value that is no map. Write <<: *NAME, with the name of an anchor.");
    },
    Scalar: (_, node) => {
      tell(node, valueMistake(node));
    },
    Alias: (_, node, ancestors) => {
      const target = node.resolve(document);
      if (target === undefined)
        tell(
          node,
          `*${node.source}, but nothing before it is marked &${node.source}. Put it in quotes if it is a text.`,
        );
      else if (ancestors.includes(target))
        tell(node, `*${node.source} inside of what &${node.source} marks. Remove it.`);
    },
  });
  return found;
}
