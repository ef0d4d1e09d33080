/** One comment of all stacks, within the size that GitHub allows, of whole sections. */
import type { Change } from "../plan/change/model";
import type { MarkdownSection } from "../plan/output/change/markdown";
import { counted, namesText } from "../text";

/** GitHub refuses comments of more characters than 65,536; the rest is for the mark by which the comment is found. */
export const MOST_CHARACTERS = 65_000;

/** Stacks that do not change have a line each, up to so many. */
const MOST_LINES = 50;

/** How much attention a stack needs; `refused`: an update would not begin. */
export type Attention = Change["risk"] | "refused";

/** From the least to the most. */
const ORDER: readonly Attention[] = ["nothing", "safe", "review", "dangerous", "irreversible", "refused"];

export interface StackComment {
  readonly stack: string;
  readonly attention: Attention;
  /** One line of Markdown: what a reviewer has to know. */
  readonly headline: string;
  /** The most important first. Empty for a stack that does not change. */
  readonly sections: readonly MarkdownSection[];
}

/** What the whole pull request needs: that of the stack that needs most. */
export function attentionOf(stacks: readonly StackComment[]): Attention {
  return stacks.reduce<Attention>(
    (most, { attention }) => (rank(attention) > rank(most) ? attention : most),
    "nothing",
  );
}

const rank = (attention: Attention) => ORDER.indexOf(attention);

/** A stack with the sections that are left of it. */
interface Shown {
  readonly of: StackComment;
  readonly sections: readonly MarkdownSection[];
}

/** Whether a section closes whatever it opens, so that what follows it is shown as it is. */
export function isWhole(text: string): boolean {
  let depth = 0;
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      continue;
    }
    for (const [tag] of line.matchAll(/<\/?details\b/gi)) {
      depth += tag.startsWith("</") ? -1 : 1;
      if (depth < 0) return false;
    }
  }
  return depth === 0 && fence === undefined;
}

function leftOut({ of, sections }: Shown, page: string | undefined): string[] {
  const missing = of.sections.filter((section) => !sections.includes(section));
  if (missing.length === 0) return [];
  const where = page === undefined ? "the plan's page" : `[the plan's page](${page})`;
  const titles = namesText(missing.map(({ title }) => title.slice(0, 100)));
  return [
    `_${counted(missing.length, "section")} left out, which ${where} has: ${titles.replace(/[<>`_*\n]/g, " ")}._`,
  ];
}

function stackText(shown: Shown, page: string | undefined): string {
  return [shown.of.headline, ...shown.sections.map(({ text }) => text.trim()), ...leftOut(shown, page)].join("\n\n");
}

const size = ({ sections }: Shown) => sections.reduce((sum, { text }) => sum + text.length, 0);

/** Without the last section of the stack that takes most room. */
function shorter(all: readonly Shown[]): Shown[] {
  const largest = all.reduce((most, one) => (size(one) > size(most) ? one : most));
  return all.map((one) => (one === largest ? { ...one, sections: one.sections.slice(0, -1) } : one));
}

/**
 * The comment. Same stacks, same bytes.
 *
 * Stacks that change come first, those that need most attention before the others; each other has a line. What is too
 * long loses whole sections from its end, and says which.
 *
 * @param page address of the plans' pages
 */
export function commentOf(stacks: readonly StackComment[], page?: string, most = MOST_CHARACTERS): string {
  const ordered = [...stacks].sort((a, b) => rank(b.attention) - rank(a.attention) || (a.stack < b.stack ? -1 : 1));
  const quiet = ordered.filter(({ attention }) => attention === "nothing");
  const unchanged =
    quiet.length > MOST_LINES
      ? [`- ${counted(quiet.length, "stack")}: nothing changes`]
      : quiet.map(({ headline }) => `- ${headline.replace(/^#+ /, "")}`);
  const changed = ordered.filter(({ attention }) => attention !== "nothing");
  const link =
    page === undefined ? [] : [`[The whole plans](${page}): \`index.html\` of each stack in the artifact \`plans\`.`];
  const text = (shown: readonly Shown[], others: number) =>
    `${[
      ...shown.map((one) => stackText(one, page)),
      ...(unchanged.length > 0 ? [unchanged.join("\n")] : []),
      ...(others > 0 ? [`_${counted(others, "more stack")} for which there is no room here._`] : []),
      ...link,
    ].join("\n\n")}\n`;
  let shown: Shown[] = changed.map((of) => ({ of, sections: of.sections.filter((section) => isWhole(section.text)) }));
  while (text(shown, changed.length - shown.length).length > most && shown.length > 0)
    shown = shown.some(({ sections }) => sections.length > 0) ? shorter(shown) : shown.slice(0, -1);
  return text(shown, changed.length - shown.length);
}
