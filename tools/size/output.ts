/** A size for a person at a terminal. */
import { countText } from "../../settings/sizing/units";
import { aligned, styler, wrapped } from "../terminal";
import type { Advice } from "./live/advice";
import type { Live } from "./live/read";
import type { SizeReport } from "./report";
import type { Load } from "./settings/candidates";

function loadText({ samplesPerSecond, targets, nodes, outageMinutes }: Load): string {
  const of = targets === undefined ? "" : ` of ${countText(targets)} targets`;
  return `${countText(samplesPerSecond)} samples/s${of} on ${countText(nodes)} nodes, with an outage of ${countText(outageMinutes)} minutes`;
}

const MARKS = { fits: "✓", "too big": "!", "too small": "✗" } as const;
const COLOURS = { fits: "green", "too big": "yellow", "too small": "red" } as const;

/** What is there, and what of the stack is too big and too small for it. */
export function liveLines(live: Live, advice: readonly Advice[], stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const { nodes, pods, annotatedPods, measured, unseen } = live;
  const count = (value: number | undefined, noun: string) =>
    value === undefined ? [] : [`${countText(value)} ${noun}`];
  const there = [
    ...count(nodes, "nodes"),
    ...count(pods, "pods"),
    ...count(annotatedPods, "annotated"),
    ...count(measured?.targets, "targets"),
    ...count(measured?.series, "series"),
    ...count(measured?.samplesPerSecond, "samples/s"),
  ];
  const line = ({ what, text, verdict, fix }: Advice) => {
    const setting = fix === undefined ? "" : ` Set ${fix}.`.replace("Set it follows", "It follows");
    const said = verdict === "fits" ? "" : `${verdict}: `;
    return wrapped(`  ${style(COLOURS[verdict], MARKS[verdict])} ${what}: ${said}${text}.${setting}`, "    ", stream);
  };
  return [
    ...wrapped(`${style("bold", "There is")}: ${there.join(", ")}`, "  ", stream),
    ...advice.flatMap(line),
    ...unseen.flatMap((text) => wrapped(`  ${style("dim", "?")} Not seen: ${text}.`, "    ", stream)),
    "",
  ];
}

/** The whole report as lines: the verdict, what the load needs, and the settings to paste. */
export function sizeLines(report: SizeReport, file: string | undefined, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const heading = style("bold", loadText(report.load));
  if (report.kind === "too-large")
    return [
      ...wrapped(`${heading}: ${style("red", "no settings hold this")}`, "  ", stream),
      ...report.reasons.flatMap((reason) => wrapped(`  ${style("red", "✗")} ${reason}`, "    ", stream)),
      ...(report.remedies.length > 0 ? ["", style("bold", "What helps")] : []),
      ...report.remedies.flatMap((remedy) => wrapped(`  ${remedy}`, "    ", stream)),
    ];
  const where = file ?? "a new stack file";
  const paste =
    report.paste === undefined
      ? [`${where} has the settings for it already.`]
      : [
          style("bold", `Settings for ${where}, checked as \`npm run plan\` does`),
          ...(file === undefined ? ["Set project and location to yours."] : []),
          "",
          ...report.paste.trimEnd().split("\n"),
        ];
  return [
    ...wrapped(`${heading}: ${style("green", "fits")}`, "  ", stream),
    ...aligned(Object.entries(report.needs)).flatMap((line) => wrapped(line, "    ", stream)),
    "",
    ...paste,
  ];
}
