/** Sentences about several things, and text from outside. */

/** Items by a key, in the order in which the keys come first. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): [key: string, items: Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups];
}

/** `one`, `one and two`, `one, two and three`; of many, the first and how many more. */
export function namesText(names: readonly string[], most = 5): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

/** `1 node`, `2 nodes`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Characters by which a text from a cluster could move the cursor, recolour a terminal or change the order of what follows. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** A text from a cluster as one line that a terminal prints as it is. */
export function printable(text: string): string {
  return text.replace(CONTROL, " ");
}
