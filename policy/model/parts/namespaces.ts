/** Namespaces, and the Pod Security level that each enforces. */
import { POD_SECURITY_CODES, POD_SECURITY_REASON, POD_SECURITY_REASON_CODES } from "../../../contract/annotations";
import { oneOf, type Shape } from "../../evidence/shape";
import { labelled, objectShape } from "../common";
import { entry, type Entry } from "../model";

const LEVEL = "pod-security.kubernetes.io";

const levels = (level: string): Record<string, Shape> =>
  Object.fromEntries(
    ["enforce", "audit", "warn"].flatMap((mode) => [
      [`${LEVEL}/${mode}`, level],
      [`${LEVEL}/${mode}-version`, "latest"],
    ]),
  );

const namespace = (name: string, level: string, annotations?: Shape): Shape =>
  objectShape(
    "v1",
    "Namespace",
    { name, labels: labelled(name, levels(level)), ...(annotations !== undefined && { annotations }) },
    {},
  );

const CODE = Object.values(POD_SECURITY_CODES).join("|");
const REASON: Shape = {
  [POD_SECURITY_REASON]: /.+/,
  [POD_SECURITY_REASON_CODES]: new RegExp(`(${CODE})(,(${CODE}))*`),
};

export const NAMESPACES: readonly Entry[] = [
  entry("Namespace", "monitoring", namespace("monitoring", "restricted")),
  entry("Namespace", "tracing", namespace("tracing", "restricted")),
  entry("Namespace", "telemetry-demo", namespace("telemetry-demo", "restricted")),
  entry(
    "Namespace",
    "open-telemetry",
    oneOf(namespace("open-telemetry", "restricted"), namespace("open-telemetry", "privileged", REASON)),
  ),
  entry(
    "Namespace",
    "node-exporter",
    oneOf(namespace("node-exporter", "restricted"), namespace("node-exporter", "privileged", REASON)),
  ),
];
