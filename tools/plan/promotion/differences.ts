/** The settings in which two stages differ, each whole: what the schema fills in counts. Pure. */

/** A setting by its path without prefix, as text. */
type Leaves = ReadonlyMap<string, string>;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The name of a list's entry, by which it is compared with that of the same name. */
function nameOf(item: unknown): string | undefined {
  const name = isMap(item) ? item["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}

/** Every setting below a value by its path. Lists of named maps are compared by name, other lists as a whole. */
export function leavesOf(value: unknown, path = ""): Map<string, string> {
  const below = (key: string, item: unknown) => [...leavesOf(item, path === "" ? key : `${path}.${key}`)];
  if (isMap(value) && Object.keys(value).length > 0)
    return new Map(Object.entries(value).flatMap(([key, item]) => below(key, item)));
  if (Array.isArray(value) && value.length > 0 && value.every((item) => nameOf(item) !== undefined))
    return new Map((value as unknown[]).flatMap((item) => below(nameOf(item) ?? "", item)));
  return new Map(value === undefined ? [] : [[path, JSON.stringify(value)]]);
}

/** A setting that two stages have differently; a side is absent where the stage has it not at all. */
export interface SettingDifference {
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** Every difference, in the order of the paths. */
function allDifferences(from: Leaves, to: Leaves): SettingDifference[] {
  const paths = [...new Set([...from.keys(), ...to.keys()])].sort();
  return paths.flatMap((path) => {
    const [before, after] = [from.get(path), to.get(path)];
    if (before === after) return [];
    return [{ path, ...(before !== undefined && { from: before }), ...(after !== undefined && { to: after }) }];
  });
}

const isOneSided = ({ from, to }: SettingDifference) => from === undefined || to === undefined;

/**
 * The differences that say something: of two kinds of a section not the settings that only one kind has, of an entry
 * that one stage lacks not everything in it, and not that an empty list has no entries.
 */
export function settingDifferences(from: Leaves, to: Leaves): SettingDifference[] {
  const all = allDifferences(from, to);
  const parentsOf = (path: string) => {
    const parts = path.split(".");
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
  };
  const kinds = new Set(all.filter(({ path }) => path.endsWith(".kind")).map(({ path }) => path.slice(0, -5)));
  const entries = new Set(
    all.filter((one) => one.path.endsWith(".name") && isOneSided(one)).map(({ path }) => path.slice(0, -5)),
  );
  const isEmptyList = ({ path, from: before, to: after }: SettingDifference) =>
    ["[]", "{}"].includes(before ?? after ?? "") && all.some((other) => other.path.startsWith(`${path}.`));
  return all.filter((one) => {
    if (!isOneSided(one)) return true;
    if (isEmptyList(one)) return false;
    const parents = parentsOf(one.path);
    if (one.path.endsWith(".kind") && !parents.some((parent) => entries.has(parent))) return true;
    if (one.path.endsWith(".name")) return !parents.some((parent) => kinds.has(parent));
    return !parents.some((parent) => kinds.has(parent) || entries.has(parent));
  });
}
