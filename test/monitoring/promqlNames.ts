/** Finds the names that a PromQL expression uses. */
export interface PromqlNames {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

const WORDS = new Set(["and", "or", "unless", "offset", "bool", "inf", "nan"]);
const LABEL_LISTS = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)\)/g;

function identifiers(text: string): string[] {
  return text.match(/[a-zA-Z_:][\w:]*/g) ?? [];
}

/** Metric and label names of an expression; knows as much of the grammar as our expressions use. */
export function promqlNames(expression: string): PromqlNames {
  const withoutValues = expression.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/\[[^\]]*\]/g, "");
  const matchers = [...withoutValues.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]!);
  const withoutMatchers = withoutValues.replace(/\{[^}]*\}/g, "");
  const lists = [...withoutMatchers.matchAll(LABEL_LISTS)].map((match) => match[1]!);
  const rest = withoutMatchers
    .replace(LABEL_LISTS, "")
    .replace(/\boffset\s+\w+/g, "")
    .replace(/[a-z_]\w*\s*\(/g, "(");
  return {
    metrics: identifiers(rest.replace(/\b\d[\d.]*(?:e\d+)?\b/g, "")).filter((word) => !WORDS.has(word)),
    labels: [...matchers, ...lists].flatMap(identifiers),
  };
}
