/** What a preflight tells about a cluster that a test describes. */
import assert from "node:assert/strict";
import { findingsOf } from "../../../tools/preflight/checks/all";
import type { Snapshot } from "../../../tools/preflight/cluster/snapshot";
import { wantedOf, type Wanted } from "../../../tools/live/wanted";
import { configured } from "../../harness/configuredPlan";
import { emptyCluster } from "./emptyCluster";

export async function wantedBy(settings: Record<string, unknown>): Promise<Wanted> {
  const wanted = wantedOf(await configured(settings));
  assert.ok(wanted);
  return wanted;
}

/** Findings as lines, such as `problem: Namespace monitoring …`. */
export function told(wanted: Wanted, change: Partial<Snapshot> = {}): string[] {
  return findingsOf(wanted, { ...emptyCluster(wanted), ...change }).map(
    ({ level, subject, text, fix }) => `${level}: ${subject} ${text}. ${fix}`,
  );
}

/** Asserts that one thing is found, and that it matches. */
export function assertOne(lines: readonly string[], pattern: RegExp): void {
  assert.equal(lines.length, 1, lines.join("\n"));
  assert.match(lines[0] ?? "", pattern);
}
