/** Settings as careless or hostile hands leave them: mutations of a stack file, the same ones for the same seed. */

type Tree = Record<string, unknown>;

/** Numbers from 0 up to 1, excluded, the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values that have broken one program or another. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 0.5, 3, 60, 120, 1440, 65_536, 1e9, 1e308, Number.MAX_SAFE_INTEGER],
  ...[
    "",
    " ",
    "0",
    "1",
    "true",
    "null",
    "NaN",
    "10%",
    "100%",
    "0%",
    "é",
    "a".repeat(300),
    "-a",
    "a-",
    "A",
    "a b",
    "../..",
    "$(x)",
    "${env:X}",
    "$$",
    "{{ x }}",
  ],
  ...[
    "__proto__",
    "constructor",
    "default",
    "http://",
    "https://x",
    "https://[::1",
    "10.0.0.0/8",
    "10.0.0.0/33",
    "::/0",
    "\u0000",
    "\n",
    "|",
    "#",
    "\ud800",
  ],
  ...[[], [null], [[]], [{}], ["a", "a"], {}, { a: {} }, { kind: "gke" }, { kind: "existing" }, { kind: "tail" }],
  ...[{ kind: "volume" }, { kind: "remote" }, { secure: "v1:x" }, [{ name: "a" }], [{ name: "a" }, { name: "a" }]],
];

/** Keys of other sections, and keys that objects have anyway. */
const KEYS = ["kind", "name", "enabled", "agent", "tracing", "teams", "__proto__", "constructor", "toString", "", "0"];

interface Place {
  readonly holder: Tree;
  readonly key: string;
}

function places(tree: unknown): Place[] {
  if (typeof tree !== "object" || tree === null) return [];
  const holder = tree as Tree;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...places(holder[key])]);
}

function assign(holder: Tree, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove(holder: Tree, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

function scaled(value: unknown, factor: number): unknown {
  return typeof value === "boolean"
    ? !value
    : typeof value === "number"
      ? Math.round(value * factor)
      : typeof value === "string"
        ? value.slice(0, -1)
        : value;
}

/** A copy with one or two changes: a value replaced, doubled or halved, moved, removed, renamed or added. */
export function mutated(config: Readonly<Tree>, seed: number): Tree {
  const random = generator(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const copy = structuredClone(config);
  const changes = random() < 0.7 ? 1 : 2;
  for (let change = 0; change < changes; change += 1) {
    const all = places(copy);
    if (all.length === 0) break;
    const { holder, key } = pick(all);
    const other = pick(all);
    const kinds: readonly (() => void)[] = [
      () => {
        assign(holder, key, structuredClone(pick(VALUES)));
      },
      () => {
        assign(holder, key, scaled(holder[key], pick([2, 0.5, 10, -1])));
      },
      () => {
        assign(holder, key, scaled(holder[key], 1.1));
      },
      () => {
        assign(holder, key, structuredClone(other.holder[other.key]));
      },
      () => {
        remove(holder, key);
      },
      () => {
        assign(holder, pick(KEYS), structuredClone(pick(VALUES)));
      },
      () => {
        assign(holder, `${key}x`, holder[key]);
        remove(holder, key);
      },
    ];
    pick(kinds)();
  }
  return copy;
}
