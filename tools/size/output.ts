/** A size for a person at a terminal. */
import { countText } from "../../settings/sizing/units";
import { aligned, styler, wrapped } from "../terminal";
import type { SizeReport } from "./report";
import type { Load } from "./settings/candidates";

function loadText({ samplesPerSecond, targets, nodes, outageMinutes }: Load): string {
  const of = targets === undefined ? "" : ` of ${countText(targets)} targets`;
  return `${countText(samplesPerSecond)} samples/s${of} on ${countText(nodes)} nodes, with an outage of ${countText(outageMinutes)} minutes`;
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
