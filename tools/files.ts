/** Files that commands write: each is there whole, or not at all. */
import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Makes a folder and those around it, one by one: Node's own recursion does not end in a folder such as /proc.
 *
 * @throws ErrnoException where it cannot be made
 */
function makeFolder(folder: string): void {
  const whole = path.resolve(folder);
  const there = fs.statSync(whole, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (!there && path.dirname(whole) !== whole) makeFolder(path.dirname(whole));
  fs.mkdirSync(whole);
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
  for (const name of fs.readdirSync(folder).filter((one) => one.startsWith(PREPARED)))
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  const prepared = fs.mkdtempSync(path.join(folder, PREPARED));
  try {
    for (const [name, text] of Object.entries(files)) {
      makeFolder(path.dirname(path.join(prepared, name)));
      fs.writeFileSync(path.join(prepared, name), text);
    }
    for (const part of parts) {
      fs.rmSync(path.join(folder, part), { recursive: true, force: true });
      const made = path.join(prepared, part);
      if (fs.existsSync(made)) fs.renameSync(made, path.join(folder, part));
    }
  } finally {
    fs.rmSync(prepared, { recursive: true, force: true });
  }
}
