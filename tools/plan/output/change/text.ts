/** A change for a person at a terminal: the verdict, what it means, what happens, and the diffs of files. */
import type { Change } from "../../change/model";
import { styler, wrapped } from "../../../terminal";
import { printable } from "../../../text";
import { type Section, sectionsOf } from "./sections";

const COLOURS = {
  nothing: "green",
  safe: "green",
  review: "yellow",
  dangerous: "red",
  irreversible: "red",
} as const satisfies Record<Change["risk"], string>;

/** Text of a comment without its marks. */
const plain = (text: string) => printable(text).replaceAll("**", "").replaceAll("`", "");

function diffLines({ diff }: Change["files"][number], stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const coloured = (line: string) =>
    line.startsWith("@@")
      ? style("cyan", line)
      : line.startsWith("+")
        ? style("green", line)
        : line.startsWith("-")
          ? style("red", line)
          : line;
  return ["", ...diff.trimEnd().split("\n").map(coloured)];
}

function sectionLines({ title, lines, table }: Section, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const rows = (table?.rows ?? []).flatMap(([what = "", before = "", after = "", difference = ""]) => [
    ...wrapped(`  ${style("bold", what)}: ${plain(difference)}`, "    ", stream),
    ...wrapped(`    ${plain(before)} -> ${plain(after)}`, "      ", stream),
  ]);
  return ["", style("bold", title), ...rows, ...lines.flatMap((line) => wrapped(`  ${plain(line)}`, "    ", stream))];
}

const MARKS = { added: "+", removed: "-", changed: "~" } as const;

/** The whole report as lines. */
export function changeText(change: Change, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const { stack, against, verdict, risk, files } = change;
  const head = `Stack ${stack} against ${printable(against)}: `;
  const first = wrapped(`${style("bold", head)}${style(COLOURS[risk], plain(verdict))}`, "  ", stream);
  if (risk === "nothing") return first;
  return [
    ...first,
    ...sectionsOf(change).flatMap((section) => sectionLines(section, stream)),
    ...(files.length === 0 ? [] : ["", style("bold", `Files (${files.length})`)]),
    ...files.map(({ file, change: kind }) => `  ${MARKS[kind]} ${file}`),
    // A file that only one plan has is not read line by line.
    ...files.filter((file) => file.change === "changed").flatMap((file) => diffLines(file, stream)),
  ];
}
