/** Namespaces, and the Pod Security level that each enforces. */
import {
  POD_SECURITY_CODES,
  POD_SECURITY_REASON,
  POD_SECURITY_REASON_CODES,
  SHARED_ANNOTATION,
} from "../../../contract/annotations";
import { anything, oneOf, type Shape } from "../../evidence/shape";
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

/** A namespace that exists already: the stack says that it is there, and changes nothing else. */
const shared = entry(
  "kubernetes:core/v1:NamespacePatch",
  /open-telemetry|monitoring|node-exporter|object-metrics|tracing|telemetry-logs|scraper|telemetry-demo/,
  {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: /[a-z][-a-z0-9]*/, annotations: { [SHARED_ANNOTATION]: "true" } },
  },
);

/** Credentials for registries, which the stack creates in each of its namespaces. */
const PULL_SECRET: Shape = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name: "image-pull-credentials",
    namespace: /[a-z][-a-z0-9]*/,
    labels: labelled("image-pull-credentials"),
  },
  type: "kubernetes.io/dockerconfigjson",
  stringData: { ".dockerconfigjson": anything },
};

export const NAMESPACES: readonly Entry[] = [
  shared,
  entry("Secret", "image-pull-credentials", PULL_SECRET),
  entry("Namespace", "monitoring", namespace("monitoring", "restricted")),
  entry("Namespace", "object-metrics", namespace("object-metrics", "restricted")),
  entry("Namespace", "tracing", namespace("tracing", "restricted")),
  entry("Namespace", "scraper", namespace("scraper", "restricted")),
  entry("Namespace", "telemetry-demo", namespace("telemetry-demo", "restricted")),
  entry(
    "Namespace",
    "open-telemetry",
    oneOf(namespace("open-telemetry", "restricted"), namespace("open-telemetry", "privileged", REASON)),
  ),
  entry("Namespace", "telemetry-logs", namespace("telemetry-logs", "privileged", REASON)),
  entry(
    "Namespace",
    "node-exporter",
    oneOf(namespace("node-exporter", "restricted"), namespace("node-exporter", "privileged", REASON)),
  ),
];
