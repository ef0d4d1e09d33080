/** Which of some known names was meant by another one. */

/** Units as people write them at the end of names; the settings have some of them. */
const UNITS = new Set(
  "milliseconds ms seconds second secs sec s minutes minute mins min m hours hour h days day d kib mib gib tib kb mb gb tb ki mi gi ti bytes percent percentage pct millicores cores cpu".split(
    " ",
  ),
);

/** `scrapeIntervalSeconds`, `scrape_interval_seconds` and `scrape-interval-seconds` as three words. */
function wordsOf(name: string): string[] {
  return (name.match(/[KMGT]i?[Bb](?![a-z])|[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/g) ?? []).map((word) => word.toLowerCase());
}

function withoutUnit(words: readonly string[]): readonly string[] {
  return words.length > 1 && UNITS.has(words.at(-1) ?? "") ? words.slice(0, -1) : words;
}

/** Distance of two words: letters that are missing, too many or others, and neighbours that are swapped. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (next[j - 1] ?? 0) + 1,
          (row[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? a.length;
}

/** Names of other projects and habits for what is here called otherwise. */
const ALIASES: ReadonlyMap<string, readonly string[]> = new Map([
  ["type", ["kind"]],
  ["mimir", ["remote"]],
  ["thanos", ["remote"]],
  ["cortex", ["remote"]],
  ["loki", ["otlp"]],
  ["disk", ["durable", "volume"]],
  ["pvc", ["volume"]],
  ["file", ["durable"]],
  ["persistent", ["durable", "volume"]],
  ["zone", ["location"]],
  ["region", ["location"]],
  ["ratio", ["percent"]],
  ["head", ["probabilistic"]],
  ["autopilot", ["existing"]],
  ["eks", ["existing"]],
  ["aks", ["existing"]],
  ["minikube", ["existing"]],
  ["k3s", ["existing"]],
  ["image", ["repository"]],
  ["resources", ["memoryLimitMiB"]],
  ["medium", ["default"]],
]);

/** How a name resembles a known one, the closer the lower; undefined where it does not. */
function resemblance(name: string, known: string): number | undefined {
  const [words, others] = [wordsOf(name), wordsOf(known)];
  if (words.join("") === others.join("")) return 0;
  const [stem, otherStem] = [withoutUnit(words), withoutUnit(others)];
  if (stem.join("") === otherStem.join("") || ALIASES.get(name.toLowerCase())?.includes(known)) return 1;
  const steps = distance(name.toLowerCase(), known.toLowerCase());
  if (steps <= Math.max(1, Math.floor(name.length / 5))) return 2;
  if (stem.every((word, index) => otherStem[index] === word)) return 3;
  if (
    stem.length < words.length &&
    otherStem.length < others.length &&
    otherStem.every((word, index) => stem[index] === word)
  )
    return 3;
  if (known.length > 3 && name.toLowerCase().startsWith(known.toLowerCase())) return 3;
  if (steps <= Math.floor(name.length / 3)) return 4;
  if (stem.every((word) => others.includes(word))) return 5;
  return undefined;
}

/** Resemblance of names that differ at most in their case. */
export const SAME = 0;

/** Resemblance of names that differ in their case, in their unit or by a slip of the hand. */
export const CLOSE = 2;

/** Resemblance of everything that can be taken for a name. */
export const ANY = 5;

/** Most names that an answer offers. */
const MOST = 3;

/**
 * The known names that resemble a name most, all of the same resemblance, at most three.
 *
 * @param farthest the weakest resemblance that counts
 */
export function nearest(name: string, known: readonly string[], farthest = ANY): string[] {
  const ranked = known.flatMap((candidate) => {
    const rank = resemblance(name, candidate);
    return rank === undefined || rank > farthest ? [] : [{ candidate, rank }];
  });
  const best = Math.min(...ranked.map(({ rank }) => rank));
  const closest = ranked.filter(({ rank }) => rank === best).map(({ candidate }) => candidate);
  const steps = (candidate: string) => distance(name.toLowerCase(), candidate.toLowerCase());
  const ordered = closest.sort((a, b) => steps(a) - steps(b));
  // A slip has one answer; a name that is only a part of others may have been meant for each of them.
  return ordered.slice(0, best === 2 || best === 4 ? 1 : MOST);
}
