/** The values of a file, each with its path. */

/** Keys and indices from the root to a value. */
export type Path = readonly string[];

export interface Leaf {
  readonly path: Path;
  readonly value: unknown;
}

/** Every value that has none below it: texts, numbers, and empty maps and lists. */
export function leavesOf(value: unknown, path: Path = []): Leaf[] {
  if (typeof value !== "object" || value === null) return [{ path, value }];
  const entries = Object.entries(value);
  if (entries.length === 0) return path.length === 0 ? [] : [{ path, value }];
  return entries.flatMap(([key, item]) => leavesOf(item, [...path, key]));
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

/** A path as people write it, such as `config.receivers["otlp/2"].protocols` or `tolerations[0].key`. */
export function pathText(path: Path): string {
  return path.reduce((text, key) => {
    if (/^\d+$/.test(key)) return `${text}[${key}]`;
    if (!/^[\w-]+$/.test(key)) return `${text}["${key}"]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}
