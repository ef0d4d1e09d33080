/** Writes files into a compressed archive. */
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";

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
  await pipeline(archive, createGzip(), createWriteStream(file, { mode: 0o600 }));
}
