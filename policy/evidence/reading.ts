/** Reads plain data of unknown shape. */
import { UnknownValueError } from "@pulumi/policy";
import { UNKNOWN } from "../../contract/placeholders";

/** A Kubernetes object as plain data. */
export type Manifest = Readonly<Record<string, unknown>>;

type PlainObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function read(container: object, key: string): unknown {
  try {
    return (container as PlainObject)[key];
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN;
    throw error;
  }
}

/** Copies by original: all rules read the same resources. */
const copies = new WeakMap<object, unknown>();

/**
 * A copy in which unknown values are `UNKNOWN`, which equals no value that a rule requires.
 *
 * In a preview the SDK throws when a rule reads an unknown value, and then reports the rule as advisory. So a single
 * unknown value would switch off a mandatory rule.
 */
export function known(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const copy = copies.get(value) ?? copyOf(value);
  copies.set(value, copy);
  return copy;
}

function copyOf(value: object): unknown {
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => known(read(value, `${index}`)));
  return Object.fromEntries(Object.keys(value).map((key) => [key, known(read(value, key))]));
}

/** The value below a path of keys; undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** The object below a path; empty where there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): PlainObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** The list below a path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text below a path; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : typeof found === "number" ? String(found) : "";
}

/** The texts of a list below a path. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((item) => typeof item === "string");
}
