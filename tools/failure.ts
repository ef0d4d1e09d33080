/** Failures of the machine, the engine and the cluster, as sentences in place of a stack trace. */

/** What the codes of the operating system mean for a person. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you lack the right",
  EPERM: "you lack the right",
  EROFS: "it is on a file system that is read-only",
  ENOSPC: "there is no space left",
  EDQUOT: "your quota is used up",
  ENOTDIR: "a part of its path is a file and not a folder",
  EEXIST: "there is a file of that name already",
  EISDIR: "it is a folder",
  ENOENT: "it does not exist",
  ELOOP: "its path has a circle of links",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open",
};

/** Calls of the operating system that read; all others write. */
const READS = new Set(["open", "read", "scandir", "stat", "lstat", "access"]);

/** A failure of a file or folder as a sentence; undefined for any other error. */
function fileFailure(error: NodeJS.ErrnoException): string | undefined {
  const reason = REASONS[error.code ?? ""];
  if (reason === undefined || error.syscall === undefined) return undefined;
  if (error.syscall === "mkdir" && error.code === "ENOENT")
    return `${error.path ?? ""} cannot be made: the folder around it takes no others.`;
  const reads = READS.has(error.syscall) && error.code !== "ENOSPC";
  return `${error.path ?? "The output"} cannot be ${reads ? "opened" : "written"}: ${reason}.`;
}

/** What helps against errors of the engine that do not say so themselves. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /incorrect passphrase/,
    "The encryptionsalt of the stack file belongs to another passphrase. Set PULUMI_CONFIG_PASSPHRASE to that one, or remove the line encryptionsalt if the file has no secret.",
  ],
  [
    /PULUMI_ACCESS_TOKEN must be set/,
    'Run "pulumi login", or set PULUMI_BACKEND_URL to the backend that has the state.',
  ],
];

/** The engine's own words in the message of a failed command of Pulumi's Automation API; undefined for any other error. */
function engineFailure(error: Error): string | undefined {
  if (!("commandResult" in error)) return undefined;
  const [, stderr = ""] = /\n stderr: ([\s\S]*?)(?:\n err\?: |$)/.exec(error.message) ?? [];
  const [, stdout = ""] = /\n stdout: ([\s\S]*?)\n stderr: /.exec(error.message) ?? [];
  const lines = `${stderr}\n${stdout}`
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("Command failed"));
  const remedy = REMEDIES.find(([pattern]) => pattern.test(error.message))?.[1];
  return [...(lines.length > 0 ? lines : [error.message]), ...(remedy === undefined ? [] : [remedy])].join("\n");
}

/** A request to the cluster that got no answer, or one that refuses it; undefined for any other error. */
function clusterFailure(error: Error): string | undefined {
  if (error.name === "FetchError" || error.name === "RequestError")
    return `The cluster could not be asked: ${error.message}`;
  // The client's ApiException, which has the name Error.
  if (!("code" in error && "body" in error && typeof error.code === "number")) return undefined;
  const [, said] = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(String(error.body)) ?? [];
  return `The cluster answered with status ${error.code}${said === undefined ? "" : `: ${JSON.parse(`"${said}"`) as string}`}.`;
}

/** An error as sentences for a person; undefined where it is a mistake of the program, whose stack trace is needed. */
export function failureText(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return engineFailure(error) ?? fileFailure(error) ?? clusterFailure(error);
}
