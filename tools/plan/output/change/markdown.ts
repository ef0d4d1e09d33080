/** A change as Markdown for a comment. The same change gives the same bytes. */
import type { Change } from "../../change/model";
import { printable } from "../../../text";
import { type Section, sectionsOf } from "./sections";

/** A part of a comment, which is shown whole or not at all. */
export interface MarkdownSection {
  readonly title: string;
  readonly text: string;
}

const RISKS: Readonly<Record<Change["risk"], string>> = {
  nothing: "",
  safe: "",
  review: "",
  dangerous: ":warning: ",
  irreversible: ":rotating_light: ",
};

const cell = (text: string) => printable(text).replaceAll("|", "\\|");

function body({ lines, table }: Section): string[] {
  if (!table) return lines.map((line) => `- ${printable(line).replace(/^([+~-]) /, "`$1` ")}`);
  return [table.head, table.head.map(() => "---"), ...table.rows.map((row) => row.map(cell))].map(
    (row) => `| ${row.join(" | ")} |`,
  );
}

const folded = (summary: string, lines: readonly string[]) => [
  `<details><summary>${summary}</summary>`,
  "",
  ...lines,
  "",
  "</details>",
];

function sectionText(section: Section): string {
  const { title } = section;
  return section.folded
    ? folded(`<b>${title}</b> (${section.lines.length})`, body(section)).join("\n")
    : [`**${title}**`, "", ...body(section)].join("\n");
}

/** A fence longer than any in the text. */
export function fenced(text: string, language = "diff"): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, text.trimEnd(), fence];
}

/** The first line: what a reviewer has to know. */
export function changeHeadline({ stack, verdict, risk }: Change): string {
  return `### ${RISKS[risk]}\`${stack}\`: ${verdict}`;
}

/** Every part below the headline, the most important first. */
export function changeSections(change: Change): MarkdownSection[] {
  const { files } = change;
  return [
    ...sectionsOf(change).map((section) => ({ title: section.title, text: sectionText(section) })),
    ...files.map(({ file, change: kind, diff }) => ({
      title: `file ${file}`,
      text: folded(`${kind}: <code>${file}</code>`, fenced(diff)).join("\n"),
    })),
  ];
}

/** The whole change as one document. */
export function changeMarkdown(change: Change): string {
  const headline = changeHeadline(change);
  if (change.risk === "nothing") return `${headline}\n`;
  return `${[headline, ...changeSections(change).map(({ text }) => text)].join("\n\n")}\n`;
}
