/** What a run found, in a document between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
import { readFileSync } from "node:fs";
import { writeWhole } from "./files";

/** The document before, between and after its marks. */
function parts(document: string, name: string): { before: string; text: string; after: string } {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const content = readFileSync(document, "utf8");
  const [from, to] = [content.indexOf(begin), content.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${document} has no marks ${begin} and ${end}`);
  const start = from + begin.length;
  return { before: content.slice(0, start), text: content.slice(start, to), after: content.slice(to) };
}

/** @throws Error where the document has no such marks */
export function readMarked(document: string, name: string): string {
  return parts(document, name).text.trim();
}

/** @throws Error where the document has no such marks */
export function writeMarked(document: string, name: string, text: string): void {
  const { before, after } = parts(document, name);
  writeWhole(document, `${before}\n\n${text}\n\n${after}`);
}
