/** Programs that the real engine needs on this machine, and where to get them. */
import { clusterFacts, type RequiredProgram } from "../../facts/cluster";
import type { Settings } from "../../settings/schema/settings";
import { isOnPath } from "../cli";

const PULUMI: RequiredProgram = {
  program: "pulumi",
  why: "the Pulumi CLI is the engine",
  get: "https://www.pulumi.com/docs/install/",
};

/** One line for each missing program. */
export function missingPrograms({ cluster }: Settings, isThere: (program: string) => boolean = isOnPath): string[] {
  return [PULUMI, ...clusterFacts(cluster).programs]
    .filter(({ program }) => !isThere(program))
    .map(({ program, why, get }) => `${program} is missing: ${why}. Get it: ${get}`);
}
