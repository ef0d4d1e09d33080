/** Whose samples a stack's certificate is about. */
import type { Settings } from "../../settings/schema/settings";
import { writerOf } from "../../settings/sizing/queue";
import type { Certified } from "./certificate";

export function certifiedOf(settings: Settings): Certified {
  return {
    cluster: settings.cluster.name,
    environment: settings.environment,
    namespaces: settings.namespaces,
    isNumbered: writerOf(settings) === "own",
  };
}
