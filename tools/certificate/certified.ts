/** Whose samples a stack's certificate is about. */
import type { Settings } from "../../settings/schema/settings";
import { writerOf } from "../../settings/sizing/queue";
import { identityOf } from "../../monitoring/ownParts";
import type { Certified } from "./certificate";

export function certifiedOf(settings: Settings): Certified {
  return { ...identityOf(settings), isNumbered: writerOf(settings) === "own" };
}
