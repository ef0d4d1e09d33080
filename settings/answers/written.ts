/** What was meant by a value of the wrong form: quotes, units, typography. */

/** Units of time in milliseconds, as people and Prometheus write them. */
const TIMES: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  w: 604_800_000,
};

/** Units of memory and disk in bytes, as Kubernetes and people write them. */
const SIZES: Readonly<Record<string, number>> = Object.fromEntries(
  ["k", "m", "g", "t"].flatMap((letter, index) => {
    const [binary, decimal] = [1024 ** (index + 1), 1000 ** (index + 1)];
    return [
      [`${letter}i`, binary],
      [`${letter}ib`, binary],
      [`${letter}b`, decimal],
      [letter, decimal],
    ];
  }),
);

/** Processors in millicores. */
const CORES: Readonly<Record<string, number>> = { m: 1, core: 1000, cores: 1000, cpu: 1000 };

const PERCENT: Readonly<Record<string, number>> = { "%": 1, percent: 1 };

/** The unit of a setting by the end of its name: how it is called, how much it is, and what may stand for it. */
const UNITS = [
  [/Milliseconds$/, "milliseconds", 1, TIMES],
  [/Seconds$/i, "seconds", 1000, TIMES],
  [/Minutes$/i, "minutes", 60_000, TIMES],
  [/Hours$/i, "hours", 3_600_000, TIMES],
  [/Days$/i, "days", 86_400_000, TIMES],
  [/KiB$/, "KiB", 1024, SIZES],
  [/MiB$/, "MiB", 1024 ** 2, SIZES],
  [/GiB$/, "GiB", 1024 ** 3, SIZES],
  [/percent$/i, "percent", 1, PERCENT],
  [/millicores$/i, "millicores", 1, CORES],
] as const;

/** The unit in which a setting counts, by its name; undefined where it has none. */
export function unitOf(name: string): string | undefined {
  return UNITS.find(([ending]) => ending.test(name))?.[1];
}

/** A number with separators of thousands, such as `2,000`. */
const SEPARATED = /^\d{1,3}([ ,_'.]\d{3})+$/;

/** The sum of a duration such as `1h30m`, or of one quantity; undefined where it is none. */
function quantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([A-Za-z]+|%)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text.replace(/(?<=[A-Za-z]) +/g, ""))
    return undefined;
  return parts.reduce<number | undefined>((sum, [, number, unit = ""]) => {
    const factor = units[unit.toLowerCase()];
    return sum === undefined || factor === undefined ? undefined : sum + Number(number) * factor;
  }, 0);
}

/**
 * What to write for a text where a number is wanted, such as `Write 30, in seconds.`
 *
 * @param name of the setting, which ends with its unit
 * @param takes whether the setting takes a number
 */
export function numberMeant(text: string, name: string, takes: (number: number) => boolean): string | undefined {
  const trimmed = text.trim();
  const plain = SEPARATED.test(trimmed) ? trimmed.replace(/\D/g, "") : trimmed;
  if (/^[-+]?\d+(\.\d+)?$/.test(plain))
    return takes(Number(plain)) ? `Write ${Number(plain)}, without quotes.` : undefined;
  const [, unit, size, units] = UNITS.find(([ending]) => ending.test(name)) ?? [];
  const total = unit === undefined ? undefined : quantity(trimmed, units);
  if (unit === undefined || total === undefined) return undefined;
  const number = total / size;
  return takes(number) ? `Write ${number}, in ${unit}.` : `Write a whole number, in ${unit}.`;
}

/** What to write for a text where true or false is wanted. */
export function booleanMeant(text: string): string | undefined {
  const word = text.trim().toLowerCase();
  if (["true", "false"].includes(word)) return `Write ${word}, without quotes.`;
  if (["yes", "on", "y", "1", "enabled"].includes(word)) return "Write true.";
  return ["no", "off", "n", "0", "disabled"].includes(word) ? "Write false." : undefined;
}

const SPACES: Readonly<Record<string, string>> = {
  "\u00a0": "no-break space",
  "\u2007": "figure space",
  "\u202f": "narrow no-break space",
  "\u200b": "zero-width space",
  "\ufeff": "byte order mark",
};

/** The first character of a text that looks like a space and is none: its name, and where it stands, from 0. */
export function oddSpace(text: string): { readonly name: string; readonly index: number } | undefined {
  const index = text.search(/[\u00a0\u2007\u202f\u200b\ufeff]/);
  const character = text[index];
  if (character === undefined) return undefined;
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return { name: `${SPACES[character] ?? ""} (U+${code})`, index };
}

/** The first letter or hyphen of a text that only looks like one of ASCII's; undefined where all are what they seem. */
export function lookAlike(text: string): string | undefined {
  const [character] = /[\p{Script=Cyrillic}\p{Script=Greek}\u2010-\u2015\u2212\uff01-\uff5e]/u.exec(text) ?? [];
  if (character === undefined) return undefined;
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return `${character} (U+${code}), which only looks like a usual ${/\p{L}/u.test(character) ? "letter" : "sign"},`;
}

/** What a text has that nobody sees, as the rest of a sentence; undefined where it has nothing. */
export function oddCharacters(text: string): string | undefined {
  const space = oddSpace(text);
  if (space) return `has a ${space.name} in it`;
  const odd = lookAlike(text);
  if (odd !== undefined) return `has ${odd} in it`;
  if (/\$\{\w+\}|\{\{.*\}\}/.test(text)) return "has a template in it, which nobody fills in here";
  return /[\u2018\u2019\u201c-\u201f]/.test(text) ? "has typographic quotes, which are part of the text" : undefined;
}
