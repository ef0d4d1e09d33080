/** A canary's comparison for a person at a terminal. */
import type { Settings } from "../../settings/schema/settings";
import { PROJECT } from "../../settings/schema/settings";
import { styler, wrapped } from "../terminal";
import { counted, namesText, printable } from "../text";
import type { Figure, Spread, Verdict } from "./compare";
import { type CanaryReport, type Loss, sideText } from "./report";

const VERDICTS: Readonly<Record<Verdict, { mark: string; colour: "green" | "red" | "yellow"; text: string }>> = {
  equal: { mark: "✓", colour: "green", text: "equal: go on" },
  better: { mark: "✓", colour: "green", text: "better: go on" },
  worse: { mark: "✗", colour: "red", text: "worse: go back" },
  unknown: { mark: "!", colour: "yellow", text: "unknown: there is too little to compare with" },
};

const number = (value: number, digits: number) =>
  value.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });

const spread = (of: Spread | undefined, text: (value: number) => string) => {
  if (!of) return "–";
  const [low, high] = [text(of.low), text(of.high)];
  return low === high ? low : `${low} to ${high}`;
};

const percent = (change: number) => {
  const value = Math.round((change - 1) * 100);
  return value === 0 ? "±0 %" : `${value > 0 ? "+" : "−"}${Math.abs(value)} %`;
};

function row({ name, unit, digits, canary, others, change, othersChange, of, verdict }: Figure): string[] {
  const text = (value: number) => number(value, digits);
  return [
    `${name}${unit === "" ? "" : `, ${unit}`}${of === undefined ? "" : `, job ${printable(of)}`}`,
    canary === undefined ? "–" : text(canary),
    spread(others, text),
    change === undefined ? "–" : percent(change),
    spread(othersChange, percent),
    `${VERDICTS[verdict].mark} ${verdict}`,
  ];
}

function lossRows({ verdict, canary, others }: CanaryReport["loss"]): string[][] {
  const line = (name: string, of: (loss: Loss) => number) => [
    name,
    number(of(canary), 0),
    number(of(others), 0),
    "",
    "",
    `${VERDICTS[verdict].mark} ${verdict}`,
  ];
  return [
    line("samples lost", ({ lost }) => lost),
    line("samples of the certificate missing", ({ missing }) => missing),
    line("data points refused", ({ refused }) => refused),
  ];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
  const last = widths.length - 1;
  return rows.map((cells) => {
    const padded = cells.map((cell, column) =>
      column === 0 || column === last ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${padded.join("  ").trimEnd()}`;
  });
}

const time = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

/** What to type, by verdict. */
function nextSteps(verdict: Verdict, stack: string, { agent }: Pick<Settings, "agent">): string[] {
  const overrides = Object.keys(agent.canary ?? {}).filter((name) => name !== "nodeSelector");
  const names = overrides;
  const set = names.map((name) => `${PROJECT}:${name === "collectorImage" ? name : `agent.${name}`}`);
  const own = namesText(names.map((name) => `${PROJECT}:agent.canary.${name}`));
  const up = `npm run up -- --stack ${stack}`;
  if (verdict === "unknown")
    return [`Wait until the store has both sides, and look again: npm run canary -- --stack ${stack}`];
  if (names.length === 0)
    return ["The canary's settings are those of the others: there is nothing to go on with, and nothing to take back."];
  return verdict === "worse"
    ? [`Remove ${own} in Pulumi.${stack}.yaml, then: ${up}`]
    : [`Set ${namesText(set)} to what ${own} says, and remove that, in Pulumi.${stack}.yaml; then: ${up}`];
}

/** The comparison as lines: the verdict, what to type, then the figures. */
export function canaryLines(
  report: CanaryReport,
  stack: string,
  settings: Pick<Settings, "agent">,
  stream: NodeJS.WriteStream,
): string[] {
  const style = styler(stream);
  const { verdict, after, before, nodes, figures, loss, ends } = report;
  const { text, colour } = VERDICTS[verdict];
  const minutes = Math.round((after.to - after.from) / 60);
  const headings = ["figure", "canary", "others", "since before", "others since", "verdict"];
  const worse = figures.filter((figure) => figure.verdict === "worse").map(({ name }) => name);
  const why = [
    ...worse,
    ...(loss.verdict === "worse" ? ["loss"] : []),
    ...(ends.verdict === "worse" ? ["ends of agents"] : []),
  ];
  return [
    ...wrapped(
      `${style("bold", "Canary")} on ${printable(sideText(nodes.canary))}: ${style(colour, text)}${why.length > 0 ? ` (${namesText(why)})` : ""}`,
      "",
      stream,
    ),
    ...nextSteps(verdict, stack, settings).flatMap((step) => wrapped(`  → ${step}`, "    ", stream)),
    ...wrapped(
      `  ${counted(minutes, "minute")} to ${time(after.to)} UTC, beside ${nodes.others.length === 0 ? "no other node" : printable(sideText(nodes.others))}, and as long a time before ${time(before.to)}`,
      "  ",
      stream,
    ),
    ...table([headings, ...figures.map(row), ...lossRows(loss)]),
    ...ends.canary.flatMap((end) => wrapped(`  ✗ ${printable(end)}`, "    ", stream)),
    ...ends.others.flatMap((end) => wrapped(`  · not of the canary: ${printable(end)}`, "    ", stream)),
  ];
}
