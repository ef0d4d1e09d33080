/** What the real engine needs on this machine, and how to get what is missing. */
import { clusterFacts, type RequiredProgram } from "../../facts/cluster";
import type { Settings } from "../../settings/schema/settings";
import { isOnPath } from "../cli";

const PULUMI: RequiredProgram = {
  program: "pulumi",
  why: "the Pulumi CLI is the engine",
  get: "https://www.pulumi.com/docs/install/",
};

/** A line for each program that is missing. */
export function missingPrograms({ cluster }: Settings, isThere: (program: string) => boolean = isOnPath): string[] {
  return [PULUMI, ...clusterFacts(cluster).programs]
    .filter(({ program }) => !isThere(program))
    .map(({ program, why, get }) => `${program} is missing: ${why}. Get it: ${get}`);
}
