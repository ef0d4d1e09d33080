/** What can be said of a PromQL expression without Prometheus: that it is whole. */

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]" };

/** Texts in quotes, and comments. */
const TEXTS = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|#[^\n]*/g;

/**
 * What is wrong with an expression; undefined where nothing was found, which does not mean that Prometheus takes it:
 * `promtool check rules` reads the whole of it.
 */
export function promqlProblem(expression: string): string | undefined {
  const bare = expression.replace(TEXTS, (text) => (text.startsWith("#") ? "" : '""')).trim();
  if (bare === "") return "is empty";
  if (/"[^"]|'|`/.test(bare.replaceAll('""', ""))) return "has a quote that is not closed";
  const open: string[] = [];
  for (const character of bare) {
    if (character in CLOSING) open.push(CLOSING[character] ?? "");
    else if (Object.values(CLOSING).includes(character) && open.pop() !== character)
      return `has a ${character} that nothing has opened`;
  }
  if (open.length > 0) return `has a ${open.at(-1)} missing`;
  if (/(?:[-+*/%^,<>=!(]|\b(?:and|or|unless|by|without|on|ignoring|offset|bool))$/i.test(bare))
    return "ends in the middle";
  if (/^(?:[*/%^,<>=!)]|(?:and|or|unless)\b)/i.test(bare)) return "begins in the middle";
  return undefined;
}
