/** What an upgrade changes, for a person at a terminal. */
import { styler, wrapped } from "../terminal";
import { counted, namesText } from "../text";
import type { Advice, Step } from "./advise";
import type { ChangeKind } from "./change";
import type { ProgramFindings } from "./program";

export interface UpgradeReport {
  /** What is looked at, such as `stack prod`. */
  readonly subject: string;
  /** Whether a user wrote all of it. */
  readonly isOwn: boolean;
  readonly steps: readonly Step[];
  readonly advice: readonly Advice[];
  /** What the new collector itself says; absent without `--program`. */
  readonly program?: readonly ProgramFindings[];
}

/** Whether an upgrade would break something. */
export const breaks = ({ advice, program = [] }: UpgradeReport): boolean =>
  advice.some(({ change }) => change.kind === "removed") || program.some(({ refused }) => refused.length > 0);

const MARKS: Readonly<Record<ChangeKind, string>> = {
  removed: "×",
  renamed: "‼",
  deprecated: "‼",
  default: "~",
  behaviour: "~",
};
const COLOURS = { "×": "red", "‼": "yellow", "~": "cyan" } as const;

type Style = ReturnType<typeof styler>;

function verdict(report: UpgradeReport): string {
  const count = (...kinds: ChangeKind[]) => report.advice.filter(({ change }) => kinds.includes(change.kind)).length;
  const refused = (report.program ?? []).filter((one) => one.refused.length > 0).length;
  return [
    count("removed") === 0 ? "nothing has to change first" : `${count("removed")} to change first`,
    ...(refused > 0 ? [`${counted(refused, "configuration")} that the new collector refuses`] : []),
    `${count("renamed", "deprecated")} deprecated`,
    `${count("default", "behaviour")} that work otherwise`,
  ].join(", ");
}

function adviceLines({ product, change, subjects, places, settings }: Advice, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const mark = MARKS[change.kind];
  const where = product === "kubernetes" ? namesText(subjects) : `${namesText(places)} of ${namesText(subjects)}`;
  return [
    `${style(COLOURS[mark as keyof typeof COLOURS], mark)} ${style("bold", `${product} ${change.version}`)} ${where}`,
    change.what,
    ...(settings.length > 0 ? [`Yours: ${namesText(settings)}`] : []),
    change.fix,
    style("dim", `see ${change.source}`),
  ].flatMap((line, index) => wrapped(index === 0 ? line : `    ${line}`, "    ", stream));
}

function section(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : ["", style("bold", title), "-".repeat(title.length), ...lines];
}

/** Fewer differences are shown than there can be; `--json` has all. */
const MOST_DIFFERENCES = 20;

function programLines({ subject, refused, differences }: ProgramFindings, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const verdictText = refused.length > 0 ? style("red", "× refused") : style("green", "√ accepted");
  const more = differences.length - MOST_DIFFERENCES;
  return [
    `${verdictText} ${style("bold", subject)}: ${counted(differences.length, "value")} differ${differences.length === 1 ? "s" : ""}`,
    ...[...refused, ...differences.slice(0, MOST_DIFFERENCES), ...(more > 0 ? [`and ${more} more`] : [])].flatMap(
      (line) => wrapped(`    ${line}`, "      ", stream),
    ),
  ];
}

function stepText({ product, from, to, unread }: Step): string {
  const versions =
    product === "kubernetes" ? `up to ${to}` : from === to ? `${from}, nothing newer is known` : `${from} to ${to}`;
  const gaps = Object.entries(unread).map(([source, version]) => `changes of ${source} are known up to ${version}`);
  return [`${product} ${versions}`, ...gaps].join("; ");
}

/** The whole report as lines: the verdict, what is the user's to change, then the rest. */
export function upgradeLines(report: UpgradeReport, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const { subject, isOwn, steps, advice, program = [] } = report;
  const isYours = ({ settings }: Advice) => isOwn || settings.length > 0;
  const linesOf = (list: readonly Advice[]) => list.flatMap((one) => adviceLines(one, stream));
  const colour = breaks(report) ? "red" : advice.length > 0 ? "yellow" : "green";
  return [
    ...wrapped(`${style("bold", `Upgrade of ${subject}`)}: ${style(colour, verdict(report))}`, "  ", stream),
    ...steps.map((step) => `  ${stepText(step)}`),
    ...section("Yours to change", linesOf(advice.filter(isYours)), style),
    ...section("In what gke-telemetry writes", linesOf(advice.filter((one) => !isYours(one))), style),
    ...section(
      "What the new collector says",
      program.flatMap((one) => programLines(one, stream)),
      style,
    ),
  ];
}
