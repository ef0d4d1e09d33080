/** HTML in which every text is escaped, whoever wrote it. */

/** HTML that is safe to place: only `markup` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a template may have in its gaps. Texts and numbers are escaped; `undefined` and `false` are nothing. */
type Part = Markup | string | number | false | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that no document may have, and those that change the order of what follows. Lines and tabs stay. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]+/g;

function escaped(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (part === undefined || part === false) return "";
  if (typeof part === "object") return part.map(escaped).join("");
  return String(part)
    .replace(CONTROL, " ")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** A template of HTML or SVG. Attributes have to be in quotes. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(texts.map((text, index) => text + escaped(parts[index])).join(""));
}

/** Place of an element in the page, as the value of `id`. */
export function anchor(...path: readonly string[]): string {
  return path.join(":").replace(/\s+/g, "_");
}

/** Link to a place of the page. */
export function linkTo(id: string): string {
  return `#${encodeURIComponent(id)}`;
}
