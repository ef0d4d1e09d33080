/** Since when a stack file says what it says, from its history in Git. */
import { spawnSync } from "node:child_process";

/** Most versions of a stack file that are read. */
const MOST_VERSIONS = 200;

/** A version of a file. */
export interface Version {
  /** Day of the commit, YYYY-MM-DD. */
  readonly day: string;
  readonly text: string;
}

/** Since when something holds. */
export interface Since {
  readonly day: string;
  /** Whether it may have held longer: the history that is here begins on that day. */
  readonly atLeast: boolean;
}

function git(...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", [...args], { encoding: "utf8", maxBuffer: 1 << 26 });
  return status === 0 ? stdout : undefined;
}

/** A file's versions, the newest first, read as they are asked for; without a repository there is none. */
export function* versionsOf(file: string): Generator<Version> {
  const log = git("log", `--max-count=${MOST_VERSIONS}`, "--format=%H %cs", "--", file) ?? "";
  for (const line of log.split("\n").filter((one) => one !== "")) {
    const [commit = "", day = ""] = line.split(" ");
    const text = git("show", `${commit}:./${file}`);
    if (text === undefined) return;
    yield { day, text };
  }
}

/** Whether the repository has only a part of its history, as in most CI jobs. */
export function isHistoryCut(): boolean {
  return git("rev-parse", "--is-shallow-repository")?.trim() === "true";
}

/**
 * Since when something holds of a file without a break; undefined where it does not hold in the newest version, so that
 * only the working copy has it.
 *
 * @param versions the newest first
 */
export function sinceWhen(
  versions: Iterable<Version>,
  holds: (text: string) => boolean,
  isCut: boolean,
): Since | undefined {
  let since: string | undefined;
  for (const { day, text } of versions) {
    if (!holds(text)) return since === undefined ? undefined : { day: since, atLeast: false };
    since = day;
  }
  return since === undefined ? undefined : { day: since, atLeast: isCut };
}

/** Whole days between two days. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
