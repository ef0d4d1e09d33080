/** Files that commands write: each is there whole, or as it was before. */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/**
 * Makes a folder and those around it, one by one: Node's own recursion does not end in a folder such as /proc.
 *
 * @throws ErrnoException where it cannot be made
 */
export function makeFolder(folder: string): void {
  const whole = path.resolve(folder);
  const there = fs.statSync(whole, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (!there && path.dirname(whole) !== whole) makeFolder(path.dirname(whole));
  fs.mkdirSync(whole);
}

const remove = (name: string) => {
  fs.rmSync(name, { recursive: true, force: true });
};

/** Files and folders that are gone when this process ends, also by Ctrl-C. */
const temporary = new Set<string>();

function removedAtExit(name: string): string {
  process.off("exit", removeTemporary).on("exit", removeTemporary);
  temporary.add(name);
  return name;
}

function removeTemporary(): void {
  temporary.forEach(remove);
}

/** A new folder of the system's folder for temporary files, which is gone when this process ends. */
export function temporaryFolder(prefix: string, parent = os.tmpdir()): string {
  return removedAtExit(fs.mkdtempSync(path.join(parent, prefix)));
}

/** Linux' folder in memory. Hundreds of small files take a tenth of the time there. */
const MEMORY = "/dev/shm";

/**
 * A folder as `temporaryFolder` makes it, in memory where there is such a folder with room, and TMPDIR names no other.
 *
 * @param bytes what will be written
 */
export function folderInMemory(prefix: string, bytes: number): string {
  return temporaryFolder(prefix, process.env["TMPDIR"] === undefined && hasRoom(MEMORY, bytes) ? MEMORY : undefined);
}

function hasRoom(folder: string, bytes: number): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize >= bytes;
  } catch {
    return false;
  }
}

/**
 * Writes a whole file, or leaves what was there: it is written under another name beside it, and then renamed. What is no
 * file, such as /dev/stdout, is written as it is.
 *
 * @param mode rights of the file. Default: those of the file that is replaced, or of any new file
 */
export function writeWhole(file: string, content: string | Uint8Array, mode?: number): void {
  const there = fs.statSync(file, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) {
    fs.writeFileSync(file, content);
    return;
  }
  // A link stays one.
  const target = there ? fs.realpathSync(file) : file;
  const name = `.${path.basename(target)}.${randomBytes(6).toString("hex")}`;
  const made = removedAtExit(path.join(path.dirname(target), name));
  try {
    fs.writeFileSync(made, content, { mode: mode ?? 0o666 });
    if (there && mode === undefined) fs.chmodSync(made, there.mode);
    fs.renameSync(made, target);
  } catch (error) {
    throw about(file, error);
  } finally {
    remove(made);
    temporary.delete(made);
  }
}

/** The error of the name beside it as one of the file that a person knows. */
function about(file: string, error: unknown): unknown {
  if (error instanceof Error && "path" in error) error.path = file;
  return error;
}

/** Name of the folder in which files are prepared. */
const PREPARED = ".plan-";

/**
 * Replaces files and folders of a folder by others at once: what is interrupted before leaves the earlier ones whole.
 *
 * @param files texts by path within the folder
 * @param parts every file and folder in it that is replaced; others stay
 */
export function replaceFiles(folder: string, files: Readonly<Record<string, string>>, parts: readonly string[]): void {
  makeFolder(folder);
  fs.readdirSync(folder)
    .filter((one) => one.startsWith(PREPARED))
    .forEach((name) => {
      remove(path.join(folder, name));
    });
  const prepared = fs.mkdtempSync(path.join(folder, PREPARED));
  try {
    for (const [name, text] of Object.entries(files)) {
      makeFolder(path.dirname(path.join(prepared, name)));
      fs.writeFileSync(path.join(prepared, name), text);
    }
    for (const part of parts) {
      const [made, there] = [path.join(prepared, part), path.join(folder, part)];
      if (fs.existsSync(there)) fs.renameSync(there, path.join(prepared, `${PREPARED}${part}`));
      if (fs.existsSync(made)) fs.renameSync(made, there);
    }
  } finally {
    remove(prepared);
  }
}
