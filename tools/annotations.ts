/** Problems as annotations of a pull request, by the workflow commands of GitHub Actions. */
import * as path from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** A problem as compilers write it, also as an entry of a list. */
const PLACED = /^(?:\s*- )?([^\s:][^:\n]*):([1-9]\d*): (.+)$/;

const escaped = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapedProperty = (text: string) => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** The path within the checked-out repository, by which GitHub finds the file; unchanged outside of it. */
function fileIn(workspace: string | undefined, file: string): string {
  if (workspace === undefined) return file;
  const within = path.relative(workspace, path.resolve(file));
  return within.startsWith("..") || path.isAbsolute(within) ? file : within.split(path.sep).join("/");
}

/**
 * A workflow command for each line that begins with file and line; none outside of GitHub Actions.
 *
 * @param text lines such as `Pulumi.dev.yaml:16: gke-telemetry:agent.profile is …`; others have no place
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotations(text: string, environment: Environment): string[] {
  if (environment["GITHUB_ACTIONS"] !== "true") return [];
  return text.split("\n").flatMap((line) => {
    const [, file = "", number = "", message = ""] = PLACED.exec(line) ?? [];
    if (message === "") return [];
    const place = escapedProperty(fileIn(environment["GITHUB_WORKSPACE"], file));
    return [`::error file=${place},line=${number}::${escaped(message)}`];
  });
}

/** Prints them to stderr, so that the output for machines stays alone; the runner reads both. */
export function annotate(text: string): void {
  for (const command of annotations(text, process.env)) process.stderr.write(`${command}\n`);
}
