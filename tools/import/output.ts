/** What became of a values file, for a person at a terminal. */
import { PROJECT } from "../../settings/schema/settings";
import { aligned, styler, wrapped } from "../terminal";
import { type Applied, type Outcome, placeText } from "./engine/rules";
import type { Imported } from "./import";

type Row = readonly [string, string];

const rowsOf = <Kind extends Outcome["kind"]>(
  applied: readonly Applied[],
  kind: Kind,
  text: (outcome: Extract<Outcome, { kind: Kind }>) => string,
): Row[] =>
  applied.flatMap((one): Row[] =>
    one.outcome.kind === kind ? [[placeText(one), text(one.outcome as Extract<Outcome, { kind: Kind }>)]] : [],
  );

const valuesOf = (applied: readonly Applied[], ...kinds: readonly Outcome["kind"][]) =>
  applied.filter(({ outcome }) => kinds.includes(outcome.kind)).reduce((sum, { values }) => sum + values, 0);

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Where a secret goes: into a map, or to a key of its own. */
function secretCommand(key: string): string {
  return `pulumi config set --secret ${key.includes(".") ? "--path " : ""}${PROJECT}:${key}`;
}

/** The whole report as lines: how much was taken over, then what is to be done, then each value. */
export function importLines(imported: Imported, file: string, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const { kind, applied, missing, secrets, advice } = imported;
  const all = applied.reduce((sum, { values }) => sum + values, 0);
  const none = valuesOf(applied, "left");
  const verdict = `${counted(all, "value")}, ${valuesOf(applied, "taken", "secret")} taken over, ${valuesOf(applied, "same")} as a stack has them, ${none} without an equivalent`;
  const part = (title: string, rows: readonly Row[]) =>
    rows.length === 0
      ? []
      : ["", style("bold", title), ...aligned(rows).flatMap((line) => wrapped(line, "      ", stream))];
  return [
    ...wrapped(
      `${style("bold", `${file} (${kind})`)}: ${style(none === 0 ? "green" : "yellow", verdict)}`,
      "  ",
      stream,
    ),
    ...part("To do", [
      ...missing.map((setting): Row => [`${PROJECT}:${setting}`, "is not in the file: set it"]),
      ...advice.map(({ setting, text }): Row => [`${PROJECT}:${setting}`, text]),
      ...secrets.map((key): Row => [`${PROJECT}:${key}`, secretCommand(key)]),
    ]),
    ...part(
      "Without an equivalent",
      rowsOf(applied, "left", ({ why }) => why),
    ),
    ...part("Taken over", [
      ...rowsOf(applied, "taken", ({ entries }) => entries.map(({ setting }) => setting.join(".")).join(", ")),
      ...rowsOf(applied, "secret", ({ key }) => `secret ${key}`),
    ]),
    ...part(
      "As a stack has it",
      rowsOf(applied, "same", ({ why }) => why),
    ),
  ];
}
