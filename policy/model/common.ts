/** Shapes that several parts of the stack share. */
import { IMAGES } from "../../contract/images";
import { imageShape } from "./images";
import { anything, items, listOf, oneOf, numberIn, positive, type ObjectShape, type Shape } from "../evidence/shape";

/** A Kubernetes quantity above zero, such as `500m` or `2Gi`. */
export const QUANTITY = oneOf(/0*[1-9]\d*(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?/, positive);

/** A duration above zero. */
export const DURATION = /([1-9]\d*(\.\d+)?(ms|[smhdwy]))+/;

/** How often certificates are read again: less than a minute, or a new one is not trusted before it is used. */
export const RELOAD_INTERVAL = /([1-9]|[1-5]\d)s/;

export const HOST_NAME = /[a-z0-9]([a-z0-9.-]*[a-z0-9])?/;

/** A name of a team, and so of what belongs to it. */
export const TEAM = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";

/** A value that the plan hides, or that the engine shows to policies. */
const HIDDEN = anything;

/** The labels of an object of the program's own. */
export const labelled = (name: Shape, more: ObjectShape = {}): ObjectShape => ({
  "app.kubernetes.io/name": name,
  "app.kubernetes.io/part-of": "gke-telemetry",
  ...more,
});

/** Whole objects, as the program registers them. */
export function objectShape(
  apiVersion: string,
  kind: string,
  metadata: { name: Shape; namespace?: Shape; labels: Shape; annotations?: Shape },
  fields: ObjectShape,
): Shape {
  const { name, namespace, labels, annotations } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels,
      ...(annotations !== undefined && { "annotations?": annotations }),
    },
    ...fields,
  };
}

/** An account without a token, an annotation or a credential. */
export const account = (name: Shape, namespace: string, labels: Shape): Shape =>
  objectShape("v1", "ServiceAccount", { name, namespace, labels }, { automountServiceAccountToken: false });

/** A Secret with these keys: as text, or as the engine's plugin encodes them. */
export const secret = (
  name: Shape,
  namespace: string,
  labels: Shape,
  keys: readonly string[],
  optional: readonly string[] = [],
): Shape => {
  const content = Object.fromEntries([
    ...keys.map((key) => [key, HIDDEN]),
    ...optional.map((key) => [`${key}?`, HIDDEN]),
  ]) as ObjectShape;
  const withContent = (field: "stringData" | "data") =>
    objectShape("v1", "Secret", { name, namespace, labels }, { type: "Opaque", [field]: content });
  return oneOf(withContent("stringData"), withContent("data"));
};

export const configMap = (name: Shape, namespace: string, labels: Shape, data: Shape): Shape =>
  objectShape("v1", "ConfigMap", { name, namespace, labels }, { data });

/** A volume of one node at a time. */
export const claim = (name: Shape, namespace: string, labels: Shape): Shape =>
  objectShape(
    "v1",
    "PersistentVolumeClaim",
    { name, namespace, labels },
    {
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: QUANTITY } },
        "storageClassName?": HOST_NAME,
      },
    },
  );

export const port = (name: string, number: number, protocol = "TCP"): Shape => ({
  name,
  port: number,
  protocol,
  targetPort: oneOf(name, number),
  "appProtocol?": /grpc|https?|kubernetes\.io\/h2c/,
});

/** A Service within the cluster, which selects the pods of one part. */
export const service = (
  name: Shape,
  namespace: string,
  labels: Shape,
  spec: { selector: Shape; ports: Shape } & ObjectShape,
  annotations?: Shape,
): Shape =>
  objectShape(
    "v1",
    "Service",
    { name, namespace, labels, ...(annotations !== undefined && { annotations }) },
    { spec: { type: "ClusterIP", ...spec } },
  );

const timing: ObjectShape = { failureThreshold: positive, periodSeconds: numberIn(1, 60), timeoutSeconds: positive };

export const httpProbe = (path: string, probed: Shape): Shape => ({ ...timing, httpGet: { path, port: probed } });
export const tcpProbe = (probed: Shape): Shape => ({ ...timing, tcpSocket: { port: probed } });
export const execProbe = (...command: readonly string[]): Shape => ({ ...timing, exec: { command } });

/** The image of contract/versions.json, and its digest where one is pinned. */
export const image = (name: keyof typeof IMAGES): Shape => imageShape(IMAGES[name]);

const amounts: ObjectShape = { cpu: QUANTITY, memory: QUANTITY, "ephemeral-storage?": QUANTITY };
export const RESOURCES: Shape = { limits: amounts, requests: amounts };

export const SECURE: ObjectShape = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};

/** The user of a pod, who is not root. */
export const user = (id: number): ObjectShape => ({
  runAsGroup: id,
  runAsNonRoot: true,
  runAsUser: id,
  seccompProfile: { type: "RuntimeDefault" },
});

export const podUser = (id: number): ObjectShape => ({
  ...user(id),
  fsGroup: id,
  "fsGroupChangePolicy?": "OnRootMismatch",
});

/** A variable with the content of a field of the pod, of a Secret, or with a value. */
export const fieldVariable = (name: string, fieldPath: string): Shape => ({
  name,
  valueFrom: { fieldRef: { fieldPath, "apiVersion?": "v1" } },
});
export const secretVariable = (name: string, secretName: string, key: string): Shape => ({
  name,
  valueFrom: { secretKeyRef: { name: secretName, key } },
});
export const variable = (name: string, value: Shape): Shape => ({ name, value });

/** Memory at which Go collects garbage. */
export const MEMORY_LIMIT = variable("GOMEMLIMIT", /[1-9]\d*MiB/);

export const mount = (name: string, mountPath: string): Shape => ({ name, mountPath, readOnly: true });
export const writableMount = (name: string, mountPath: string): Shape => ({ name, mountPath, "readOnly?": false });

export const emptyDir = (name: string): Shape => ({ name, emptyDir: { sizeLimit: QUANTITY, "medium?": "Memory" } });
export const fromConfigMap = (name: string, source: Shape): Shape => ({ name, configMap: { name: source } });
export const fromSecret = (name: string, secretName: string): Shape => ({
  name,
  secret: { secretName, defaultMode: 0o440, "optional?": false },
});

/** Annotations that make agents scrape the pod, and those that restart it. */
export const podAnnotations = (scraped: number | undefined, more: ObjectShape = {}): Shape => ({
  ...(scraped !== undefined && {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": String(scraped),
    "prometheus.io/path": "/metrics",
  }),
  "gke-telemetry/configuration-checksum?": /[0-9a-f]{16}/,
  "gke-telemetry/certificates-generation?": /\d+/,
  ...more,
});

/** A pod of one part: no token, no name of a host, and no field that is not listed. */
export const podSpec = (
  accountName: Shape,
  userId: number,
  containers: readonly Shape[],
  volumes: Shape | undefined,
  more: ObjectShape = {},
): ObjectShape => ({
  automountServiceAccountToken: false,
  containers: items(containers),
  enableServiceLinks: false,
  "priorityClassName?": PRIORITY,
  securityContext: podUser(userId),
  serviceAccountName: accountName,
  terminationGracePeriodSeconds: positive,
  ...(volumes !== undefined && { volumes }),
  ...SCHEDULING,
  ...more,
});

/** A class of the cluster's owners. The system's own would evict the cluster's pods. */
const PRIORITY = /(?!system-)[a-z0-9]([a-z0-9.-]*[a-z0-9])?/;

/** Where pods run. Add a line for a further field. */
const SCHEDULING: ObjectShape = {
  "nodeSelector?": { "kubernetes.io/os?": "linux" },
  "topologySpreadConstraints?": listOf(anything),
};

export const container = (name: string, imageShape: Shape, more: ObjectShape): Shape => ({
  name,
  image: imageShape,
  "imagePullPolicy?": "IfNotPresent",
  resources: RESOURCES,
  securityContext: SECURE,
  ...more,
});

export const containerPort = (name: string, number: number): Shape => ({
  name,
  containerPort: number,
  "protocol?": "TCP",
});

/** A workload whose pods have labels, and which selects them by these. */
export const workload = (
  kind: "DaemonSet" | "Deployment" | "StatefulSet",
  metadata: { name: Shape; namespace: string; labels: ObjectShape; annotations?: Shape },
  pod: { spec: Shape; annotations: Shape },
  spec: ObjectShape,
): Shape =>
  objectShape("apps/v1", kind, metadata, {
    spec: {
      selector: { matchLabels: metadata.labels },
      template: { metadata: { labels: metadata.labels, annotations: pod.annotations }, spec: pod.spec },
      ...spec,
    },
  });
