/** Regular expressions that compare durations, because Prometheus' relabelling can match text but not numbers. */

/** A regular expression that matches the whole numbers from 1 to the maximum. */
export function integersUpTo(maximum: number): string {
  const digits = String(maximum);
  const shorter = Array.from({ length: digits.length - 1 }, (_, more) => `[1-9]${anyDigits(more)}`);
  const sameLength = Array.from(digits, (digit, index) => {
    const last = index === digits.length - 1;
    const lowest = index === 0 ? 1 : 0;
    // Alternatives by the first digit that is smaller than the maximum's; all later digits are then arbitrary.
    const highest = last ? Number(digit) : Number(digit) - 1;
    if (highest < lowest) return [];
    return [`${digits.slice(0, index)}${digitRange(lowest, highest)}${anyDigits(digits.length - 1 - index)}`];
  });
  return [...shorter, ...sameLength.flat()].join("|");
}

function digitRange(lowest: number, highest: number): string {
  return lowest === highest ? String(lowest) : `[${lowest}-${highest}]`;
}

function anyDigits(count: number): string {
  if (count === 0) return "";
  return count === 1 ? "[0-9]" : `[0-9]{${count}}`;
}

/** A regular expression that matches a positive duration in one unit: seconds, minutes or hours. */
export const DURATION = "[1-9][0-9]{0,4}[smh]";

/** A regular expression that matches durations of one unit up to a number of seconds. */
export function durationsUpTo(seconds: number): string {
  return [
    { unit: "s", most: seconds },
    { unit: "m", most: Math.floor(seconds / 60) },
    { unit: "h", most: Math.floor(seconds / 3600) },
  ]
    .filter(({ most }) => most > 0)
    .map(({ unit, most }) => `(?:${integersUpTo(most)})${unit}`)
    .join("|");
}

/**
 * A regular expression that matches `interval;timeout` if the timeout is at most the interval and at most a minute. It
 * lists the pairs: intervals of one digit, intervals of two digits with an equal or a smaller tens digit in the
 * timeout, and intervals of a minute or more.
 */
export function intervalsWithFittingTimeout(): string {
  const digits = Array.from({ length: 10 }, (_, digit) => digit);
  const oneDigit = digits.slice(1).map((digit) => `${digit}s;${digitRange(1, digit)}s`);
  const twoDigits = [1, 2, 3, 4, 5].flatMap((ten) => [
    ...digits.map((digit) => `${ten}${digit}s;${ten}${digitRange(0, digit)}s`),
    `${ten}[0-9]s;(?:${integersUpTo(10 * ten - 1)})s`,
  ]);
  const aMinuteOrMore = "(?:[6-9][0-9]|[0-9]{3,5})s|[0-9]+[mh].*";
  return [...oneDigit, ...twoDigits, `(?:${aMinuteOrMore});(?:${durationsUpTo(60)})`].join("|");
}
