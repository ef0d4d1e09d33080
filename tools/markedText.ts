/** Writes what a run found into a document, between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
import { readFileSync, writeFileSync } from "node:fs";

/** @throws Error where the document has no such marks */
export function writeMarked(document: string, name: string, text: string): void {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const before = readFileSync(document, "utf8");
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${document} has no marks ${begin} and ${end}`);
  writeFileSync(document, `${before.slice(0, from)}${begin}\n\n${text}\n\n${before.slice(to)}`);
}
