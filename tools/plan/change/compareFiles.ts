/** Compares two plans by their files. */
import { createTwoFilesPatch } from "diff";
import type { Change } from "./model";

/** The files of a plan: text by path within the plan's folder. */
type PlanFiles = Readonly<Record<string, string>>;

/** A file that differs, with its unified diff. */
type FileChange = Change["files"][number];

/** Name of the side on which a file does not exist, as Git writes it. */
const NO_FILE = "/dev/null";

function unifiedDiff(file: string, before: string | undefined, after: string | undefined): string {
  const [from, to] = [before, after].map((text) => (text === undefined ? NO_FILE : file));
  return createTwoFilesPatch(from ?? file, to ?? file, before ?? "", after ?? "", undefined, undefined, {
    context: 3,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
}

/** Every file that differs, in the order of the paths. */
export function compareFiles(before: PlanFiles, after: PlanFiles): FileChange[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return files.flatMap((file): FileChange[] => {
    const [old, current] = [before[file], after[file]];
    if (old === current) return [];
    const change = old === undefined ? "added" : current === undefined ? "removed" : "changed";
    return [{ file, change, diff: unifiedDiff(file, old, current) }];
  });
}
