/** A promotion report as text and as Markdown: the verdict, what waits and what differs unsaid, and the rest counted. */
import { styler, wrapped } from "../../terminal";
import { counted } from "../../text";
import type { Difference, Promotion, Step } from "./promotion";

const LONGEST = 60;
const shown = (text: string | undefined) =>
  text === undefined ? "nothing" : text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;

function sinceText({ since }: Difference): string {
  if (since === undefined) return "";
  const time =
    since.days === 0 ? "since today" : `for ${since.atLeast ? "at least " : ""}${counted(since.days, "day")}`;
  return `${time}, since ${since.day}`.replace("since today, since", "since today,");
}

function differenceText({ from: first, to: second }: Step, difference: Difference): string {
  const since = sinceText(difference);
  return `${difference.path}: ${first} ${shown(difference.from)}, ${second} ${shown(difference.to)}${since === "" ? "" : ` (${since})`}`;
}

/** A step in one sentence. */
function stepVerdict({ from, to, waiting, undeclared, declared }: Step): string {
  if (waiting.length + undeclared.length === 0)
    return `${to} runs what ${from} runs; ${counted(declared.length, "declared difference")}`;
  const parts = [
    ...(waiting.length > 0 ? [`${to} does not have ${counted(waiting.length, "setting")} of ${from} yet`] : []),
    ...(undeclared.length > 0 ? [counted(undeclared.length, "undeclared difference")] : []),
    counted(declared.length, "declared difference"),
  ];
  return parts.join(", ");
}

/** The first two names of a path: of what may differ, the section is enough. */
const shortened = (path: string) => path.split(".").slice(0, 2).join(".");

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

function sectionsOf(step: Step): Section[] {
  const { from, to, waiting, undeclared, declared, parts } = step;
  const reasons = [...new Set(declared.map((difference) => difference.declared ?? ""))].sort();
  const of = (reason: string) => declared.filter((difference) => difference.declared === reason);
  return [
    { title: `${from} runs, and ${to} does not yet`, lines: waiting.map((one) => differenceText(step, one)) },
    { title: "Undeclared differences", lines: undeclared.map((one) => differenceText(step, one)) },
    {
      title: "Parts",
      lines: [...parts.from.map((part) => `only ${from}: ${part}`), ...parts.to.map((part) => `only ${to}: ${part}`)],
    },
    {
      title: "Declared differences",
      lines: reasons.map(
        (reason) => `${reason}: ${[...new Set(of(reason).map(({ path }) => shortened(path)))].join(", ")}`,
      ),
    },
  ].filter(({ lines }) => lines.length > 0);
}

const HINT =
  "A difference is declared by a comment on its line, `# own: why`, or by tools/plan/promotion/own.ts for all stacks.";

/** The report for a person at a terminal. */
export function promotionLines({ stages, steps, unseen }: Promotion, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const isOpen = ({ waiting, undeclared }: Step) => waiting.length + undeclared.length > 0;
  return [
    ...steps.flatMap((step) => {
      const head = style("bold", style(isOpen(step) ? "yellow" : "green", `${step.from} → ${step.to}`));
      return wrapped(`${head}: ${stepVerdict(step)}.`, "  ", stream);
    }),
    ...stages.flatMap(({ verdict, refused }) =>
      wrapped(`${style(refused ? "red" : "green", refused ? "✗" : "✓")} ${verdict}.`, "  ", stream),
    ),
    ...steps.flatMap((step) =>
      sectionsOf(step).flatMap(({ title, lines }) => [
        "",
        style("bold", `${step.from} → ${step.to}: ${title}`),
        ...lines.flatMap((line) => wrapped(`  ${line}`, "    ", stream)),
      ]),
    ),
    "",
    ...(steps.some(isOpen) ? wrapped(HINT, "", stream) : []),
    ...wrapped(`Not looked at: ${unseen.join("; ")}.`, "  ", stream),
  ];
}

/** The report as Markdown, for a comment or a page. */
export function promotionMarkdown({ stages, steps, unseen }: Promotion): string {
  return [
    "## Promotion",
    "",
    ...steps.map((step) => `- **${step.from} → ${step.to}**: ${stepVerdict(step)}.`),
    ...stages.map(({ verdict, refused }) => `- ${refused ? "❌" : "✅"} ${verdict}.`),
    "",
    ...steps.flatMap((step) =>
      sectionsOf(step).flatMap(({ title, lines }) => [
        `### ${step.from} → ${step.to}: ${title}`,
        "",
        ...lines.map((line) => `- ${line}`),
        "",
      ]),
    ),
    HINT,
    "",
    `Not looked at: ${unseen.join("; ")}.`,
    "",
  ].join("\n");
}
