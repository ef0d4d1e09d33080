/** Writes files into a compressed archive. */
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { writeWhole } from "../files";

export interface BundleFile {
  /** Path in the archive. */
  readonly path: string;
  readonly text: string;
}

/** Writes a tar.gz whose folder is `root`. It is readable by its owner alone. */
export async function writeBundle(file: string, root: string, files: readonly BundleFile[]): Promise<void> {
  const archive = pack();
  for (const { path, text } of files) archive.entry({ name: `${root}/${path}`, mode: 0o600 }, text);
  archive.finalize();
  writeWhole(file, await buffer(archive.pipe(createGzip())), 0o600);
}
