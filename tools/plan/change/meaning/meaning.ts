/** What a change means: the figures and the sentences of the forecast that differ. */
import { countText } from "../../../../settings/sizing/units";
import type { Figure, Figures } from "../../figures";
import type { Plan } from "../../plan";
import type { Meaning } from "../model";
import { figuresOf } from "./figures";

/** Lines of the forecast whose numbers are among the figures. */
const IN_FIGURES = [
  "agent",
  "agent memory",
  "nothing lost",
  "series of a namespace",
  "containers",
  "objects",
  "samples",
  "price",
] as const;

/** A signed amount with its unit. */
export function signed(amount: number, unit: string): string {
  const sign = amount < 0 ? "-" : "+";
  const size = countText(Math.abs(amount));
  return unit === "$" ? `${sign}$${size}` : `${sign}${size} ${unit}`.trimEnd();
}

/** The difference of a figure in its unit. Below half of a unit there is none. */
export function amountOf(before: Figure | undefined, after: Figure | undefined): number | undefined {
  if (before?.amount === undefined || after?.amount === undefined || before.unit !== after.unit) return undefined;
  return after.amount - before.amount;
}

/** How many times as often something is scraped. */
function factorText(before: number, after: number): string {
  const factor = before / after;
  const text = factor >= 1 ? factor.toFixed(2) : (1 / factor).toFixed(2);
  const times = text.replace(/\.?0+$/, "");
  return factor >= 1
    ? `the same series make ${times} times as many samples`
    : `the same series make 1/${times} of the samples`;
}

function differenceText(what: string, before: Figure | undefined, after: Figure | undefined): string {
  if (!before || !after) return before ? "no longer" : "new";
  const amount = amountOf(before, after);
  if (amount === undefined || Math.round(amount) === 0) return "changed";
  if (what === "scrape interval") return factorText(before.amount ?? 1, after.amount ?? 1);
  return signed(amount, after.unit ?? "");
}

const SIZED = "samples that agents and store are sized for";

/** The rate for which everything is sized, where the interval changes and the rate does not follow. */
function unchangedSize({ text }: Figure, before: Figures, after: Figures): Meaning[] {
  const [old, current] = [before["scrape interval"]?.amount, after["scrape interval"]?.amount];
  if (old === undefined || current === undefined || old === current) return [];
  const difference = `unchanged: \`agent.samplesPerSecond\` does not follow the interval, ${factorText(old, current)}`;
  return [{ what: SIZED, before: text, after: text, difference }];
}

/** The parts of a sentence that another one does not have. */
function ownParts(text: string | undefined, other: string | undefined): string | undefined {
  if (text === undefined || other === undefined) return text;
  const others = new Set(other.split(/[,;] /));
  const own = text.split(/[,;] /).filter((part) => !others.has(part));
  return own.length > 0 ? own.join(", ") : undefined;
}

function ofFigures(before: Figures, after: Figures): Meaning[] {
  const subjects = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return subjects.flatMap((what): Meaning[] => {
    const [old, current] = [before[what], after[what]];
    if (old?.text === current?.text) return what === SIZED && old && current ? unchangedSize(old, before, after) : [];
    return [
      {
        what,
        ...(old && { before: old.text }),
        ...(current && { after: current.text }),
        difference: differenceText(what, old, current),
      },
    ];
  });
}

function ofForecast(before: Plan, after: Plan): Meaning[] {
  const [olds, currents] = [before.forecast ?? {}, after.forecast ?? {}];
  const subjects = [...new Set([...Object.keys(currents), ...Object.keys(olds)])];
  return subjects
    .filter((what) => !IN_FIGURES.some((known) => known === what) && olds[what] !== currents[what])
    .map((what) => {
      const [old, current] = [olds[what], currents[what]];
      const [was, is] = [ownParts(old, current), ownParts(current, old)];
      return {
        what,
        ...(was !== undefined && { before: was }),
        ...(is !== undefined && { after: is }),
        difference: old === undefined ? "new" : current === undefined ? "no longer" : "changed",
      };
    });
}

/** Figures of both plans; undefined where one has none that can be read. */
export function bothFigures(before: Plan, after: Plan): { before: Figures; after: Figures } | undefined {
  const [old, current] = [figuresOf(before), figuresOf(after)];
  return old && current && { before: old, after: current };
}

/** Every line of meaning that differs. */
export function meaningOf(before: Plan, after: Plan): Meaning[] {
  const figures = bothFigures(before, after);
  return [...(figures ? ofFigures(figures.before, figures.after) : []), ...ofForecast(before, after)];
}
