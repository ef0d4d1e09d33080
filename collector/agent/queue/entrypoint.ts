/**
 * How an agent starts: through a script that gives the collector a queue which it can use.
 *
 * A collector does not start with a damaged queue file, nor on a volume that cannot be written; and a page that is
 * damaged further back ends it later, while it reads. `recreate` of its file storage helps in none of these cases: it
 * sees a panic of the goroutine that opens the file, and neither an error nor a panic of another. So the script stays
 * the parent of the collector, reads what that says at its end, and starts it again with a new queue where the queue
 * was the reason. It passes everything on: the log as it comes, signals, and the exit status.
 */
import { NODE_NAME_VARIABLE, QUEUE_MOUNT, SPARE_QUEUE_MOUNT } from "../../../contract/names";

/** The collector's program in its image. */
export const COLLECTOR_PROGRAM = "/otelcol-contrib";

/** Folder of the script and of the tools that it uses, none of which the collector's image has. */
export const START_FOLDER = "/start";

/** The script's own path. */
export const START_PROGRAM = `${START_FOLDER}/otelcol`;

/** Tools that the script uses. */
export const TOOLS = ["awk", "kill", "mkdir", "mkfifo", "rm", "sh"];

/** Variables that the script sets for the collector's configuration. */
export const ENTRYPOINT_VARIABLES = {
  /** The folder in which the queue is. */
  folder: "QUEUE_FOLDER",
  /** `normal`; `replaced` since a damaged one was removed; `spare` while its volume cannot be used. */
  state: "QUEUE_STATE",
} as const;

/** Variables that the script reads. */
export const ENTRYPOINT_INPUTS = [NODE_NAME_VARIABLE];

/** Exit statuses of the scanner. */
const [DAMAGED, UNUSABLE] = [10, 11];

/**
 * Passes the collector's log on, and tells by its exit status whether the queue ended it.
 *
 * What bbolt 1.5 says of a damaged file is an error where its first pages are, and a panic or a memory fault in its
 * own code anywhere else. Only the goroutine that is printed first has failed; the others are just there. An error
 * that names the folder is one of the volume: read-only, full, not permitted, or the disk.
 */
const SCANNER = String.raw`
    { print; fflush() }
    /^\{/ { next }
    /^Error: .*(invalid database|version mismatch|checksum error|file size too small [0-9]+)$/ { verdict = ${DAMAGED} }
    /^Error: / && index($0, folder) { verdict = ${UNUSABLE} }
    /^(panic: |fatal error: fault|unexpected fault address)/ { failed = 1 }
    failed && /^goroutine / { goroutines++ }
    goroutines == 1 && /^(created by )?go\.etcd\.io\/bbolt/ { verdict = ${DAMAGED} }
    END { exit verdict }
`.trim();

/** Where the script finds what it uses. */
export interface StartPaths {
  readonly collector: string;
  readonly tools: string;
  readonly queueMount: string;
  readonly spareMount: string;
}

const IN_THE_POD: StartPaths = {
  collector: COLLECTOR_PROGRAM,
  tools: START_FOLDER,
  queueMount: QUEUE_MOUNT,
  spareMount: SPARE_QUEUE_MOUNT,
};

/** The script, for POSIX sh. Neither Helm nor Kubernetes finds anything to replace in it. */
export function startScript({ collector, tools, queueMount, spareMount }: StartPaths = IN_THE_POD): string {
  return `#!${tools}/sh
# Starts the collector with a queue that it can use, and anew when the queue has ended it.
PATH=${tools}
queue="${queueMount}/queue-$${NODE_NAME_VARIABLE}"
spare="${spareMount}/queue-$${NODE_NAME_VARIABLE}"
pipe="${spareMount}/log"

say() { echo "{\\"level\\":\\"$1\\",\\"logger\\":\\"start\\",\\"msg\\":\\"$2\\"}" >&2; }

# A file that is there is opened and not written, so that a full volume with a queue still counts as usable.
usable() {
  found=
  mkdir -p "$1" || return 1
  for file in "$1"/*; do
    if [ ! -e "$file" ]; then continue; fi
    ( : >> "$file" ) || return 1
    found=yes
  done
  [ -n "$found" ] || ( echo > "$1/probe" && rm "$1/probe" )
}

use() { folder=$1 state=$2; }

use_spare() {
  say error "the queue in $queue cannot be used: samples wait in memory, and only a few, until the container starts with a volume that can be written"
  use "$spare" spare
}

# Signals cut a wait short; the process may live on.
await() {
  while :; do
    wait "$1"
    status=$?
    kill -0 "$1" || return 0
  done 2> /dev/null
}

ended= child=
trap 'ended=yes; [ -z "$child" ] || kill -TERM "$child"' TERM INT

# Leaves the exit status of the collector in $exit_status, and what the scanner says in $status.
run() {
  rm -f "$pipe"
  export ${ENTRYPOINT_VARIABLES.folder}="$folder" ${ENTRYPOINT_VARIABLES.state}="$state"
  mkfifo "$pipe" || exec ${collector} "$@"
  awk -v folder="$folder" '
    ${SCANNER}' < "$pipe" >&2 &
  scanner=$!
  ${collector} "$@" 2> "$pipe" &
  child=$!
  [ -z "$ended" ] || kill -TERM "$child"
  await "$child"
  exit_status=$status child=
  await "$scanner"
}

use "$queue" normal
usable "$queue" || use_spare
while :; do
  run "$@"
  if [ -n "$ended" ] || [ "$folder" = "$spare" ]; then exit "$exit_status"; fi
  # A disk that damages a second one is not used any longer.
  case "$status/$state" in
    ${DAMAGED}/normal)
      say error "the queue in $queue is damaged and was removed: what it held is lost"
      rm -rf "$queue"
      use "$queue" replaced
      usable "$queue" || use_spare ;;
    ${DAMAGED}/* | ${UNUSABLE}/*) use_spare ;;
    *) exit "$exit_status" ;;
  esac
done
`;
}

/** What puts the script of the variable SCRIPT and its tools into their folder, for the shell of a static busybox. */
export function installScript(): string {
  return [
    `cp /bin/busybox ${START_FOLDER}/busybox`,
    `for tool in ${TOOLS.join(" ")}; do ln -sf busybox ${START_FOLDER}/$tool || exit 1; done`,
    `printf %s "$SCRIPT" > ${START_PROGRAM}`,
    `chmod 755 ${START_PROGRAM}`,
  ].join(" && ");
}
