/** Every check, in the order in which its findings are told. */
import type { Snapshot } from "../cluster/snapshot";
import type { Check, Finding } from "../finding";
import type { Wanted } from "../../live/wanted";
import { collectors, nodePorts } from "./collectors";
import { injection, networkPolicies, strictMesh } from "./network";
import { missingObjects, takenNames } from "./objects";
import { podSecurity } from "./podSecurity";
import { permissions } from "./permissions";
import { autopilot, numberOfNodes, roomForRest, roomOnNodes } from "./room";
import { storageClasses } from "./storage";
import { tracePipeline } from "./tracePipeline";
import { kinds, readableKinds, versions } from "./versions";

const CHECKS: readonly Check[] = [
  takenNames,
  missingObjects,
  podSecurity,
  versions,
  autopilot,
  kinds,
  readableKinds,
  storageClasses,
  permissions,
  nodePorts,
  roomOnNodes,
  roomForRest,
  numberOfNodes,
  tracePipeline,
  collectors,
  networkPolicies,
  injection,
  strictMesh,
];

/** Everything that was found, problems first. */
export function findingsOf(wanted: Wanted, there: Snapshot): Finding[] {
  const all = CHECKS.flatMap((check) => check(wanted, there));
  return [...all.filter(({ level }) => level === "problem"), ...all.filter(({ level }) => level === "warning")];
}
