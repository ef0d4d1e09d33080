/** Where two values of plain data differ. */
import { at } from "../../../policy/evidence/reading";

/** One place that differs. `before` is absent where there was nothing, `after` where there is nothing any more. */
export interface Difference {
  /** Keys joined by dots; an item of a list of named objects is in brackets by its name: `containers[prometheus].image`. */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** Keys by which items of a list are told apart, in the order in which they are tried. */
const NAMES = ["name", "job_name", "alert", "record", "id", "key", "target_label", "mountPath"] as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as text: scalars as they are, everything else as JSON. */
function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Whether two values of plain data are equal; the order of keys does not matter. */
export function isSame(one: unknown, other: unknown): boolean {
  return differences(one, other).length === 0;
}

/** The items of a list by name; undefined where they are not objects with one name each. */
function byName(list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  for (const key of NAMES) {
    const names = list.map((item) => at(item, key));
    if (names.every((name) => typeof name === "string") && new Set(names).size === names.length)
      return new Map(list.map((item, index) => [String(names[index]), item]));
  }
  return undefined;
}

function difference(path: string, before: unknown, after: unknown): Difference {
  return {
    path,
    ...(before !== undefined && { before: valueText(before) }),
    ...(after !== undefined && { after: valueText(after) }),
  };
}

/** The items that only one of two lists has. */
function withoutShared(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((item) => {
    const index = left.indexOf(item);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function listDifferences(path: string, before: readonly unknown[], after: readonly unknown[]): Difference[] {
  const [named, nowNamed] = [byName(before), byName(after)];
  if (named && nowNamed && before.length + after.length > 0)
    return [...new Set([...named.keys(), ...nowNamed.keys()])].flatMap((name) =>
      below(`${path}[${name}]`, named.get(name), nowNamed.get(name)),
    );
  if (before.length === after.length && [...before, ...after].every(isObject))
    return before.flatMap((item, index) => below(`${path}[${index}]`, item, after[index]));
  const [old, current] = [before.map(valueText), after.map(valueText)];
  const [removed, added] = [withoutShared(old, current), withoutShared(current, old)];
  // The order of a list has a meaning, such as that of processors.
  if (removed.length + added.length === 0)
    return old.join() === current.join() ? [] : [difference(path, old.join(", "), current.join(", "))];
  return [
    difference(
      path,
      removed.length > 0 ? removed.join(", ") : undefined,
      added.length > 0 ? added.join(", ") : undefined,
    ),
  ];
}

function below(path: string, before: unknown, after: unknown): Difference[] {
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after)) return listDifferences(path, before, after);
  if (isObject(before) && isObject(after)) {
    const prefix = path === "" ? "" : `${path}.`;
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => below(`${prefix}${key}`, before[key], after[key]));
  }
  return [difference(path, before, after)];
}

/** Every place where two values differ, in the order of the keys. */
export function differences(before: unknown, after: unknown): Difference[] {
  return below("", before, after);
}

/** A path without what tells the items of lists apart, as rules name properties. */
export function propertyOf(path: string): string {
  return path.replaceAll(/\[[^\]]*\]/g, "");
}
