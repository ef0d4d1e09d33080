/** Values of the collector's Helm chart that every collector has. */
import { CERTIFICATES_ANNOTATION } from "../../contract/annotations";
import { SPAN_TLS_FOLDER } from "../../contract/credentials/spanTls";
import { CREDENTIALS_FOLDER } from "./extensions";
import { isObject, type JsonObject } from "./model";
import type { ListeningPorts } from "../requirements/ports";
import type { Requirements } from "../requirements/requirements";

/**
 * Values of the collector's chart. They are plain data, because a preview does not render a chart with unknown values.
 */
export type ChartValues = JsonObject;

/** User and group of the collector's image. */
export const COLLECTOR_USER = 10001;

/** A volume of the pod, and its mount in the container. */
export interface Volume {
  readonly volume: JsonObject;
  readonly mount: JsonObject;
}

/**
 * The Secret as files, so that the collector reads a change without a restart. The pod does not start before the Secret
 * exists.
 */
export function secretFiles(name: string, secretName: string, mountPath: string): Volume {
  return {
    volume: { name, secret: { secretName, defaultMode: 0o440, optional: false } },
    mount: { name, mountPath, readOnly: true },
  };
}

/** Secrets that a collector may mount. */
interface MountedSecrets {
  /** Name of the Secret with the credentials of the store. */
  readonly credentials: string;
  /** Name of the Secret with the certificates for spans. */
  readonly certificates: string;
}

/** The volumes of the credentials and certificates that the configuration reads. */
export function credentialVolumes({ volumes }: Requirements, { credentials, certificates }: MountedSecrets): Volume[] {
  return [
    ...(volumes.credentials ? [secretFiles("remote-write", credentials, CREDENTIALS_FOLDER)] : []),
    ...(volumes.certificates ? [secretFiles("span-tls", certificates, SPAN_TLS_FOLDER)] : []),
  ];
}

/** Helm release of chart values. The names of the chart's objects begin with it. */
export function releaseOf({ fullnameOverride }: ChartValues): string {
  if (typeof fullnameOverride !== "string")
    throw new Error("The chart's values have no fullnameOverride, which is the name of its release.");
  return fullnameOverride;
}

/** The values with the generation of the certificates on the pods, so that a step of it restarts them. */
export function restartedByCertificates(values: ChartValues, generation: number): ChartValues {
  const { podAnnotations } = values;
  const annotations = {
    ...(isObject(podAnnotations) && podAnnotations),
    [CERTIFICATES_ANNOTATION]: String(generation),
  };
  return { ...values, podAnnotations: annotations };
}

/** Arguments that enable feature gates. */
export function featureGateArguments({ featureGates }: Requirements): string[] {
  return featureGates.map((gate) => `--feature-gates=${gate}`);
}

/**
 * The chart's value `ports`: enables the ports of the configuration and disables all others. None is a host port (0).
 */
export function chartPorts(listening: ListeningPorts): JsonObject {
  const port = (number: number | undefined): JsonObject =>
    number === undefined
      ? { enabled: false }
      : { enabled: true, containerPort: number, servicePort: number, hostPort: 0 };
  return {
    otlp: port(listening.otlpGrpc),
    "otlp-http": port(listening.otlpHttp),
    ...(listening.sidecarSpans !== undefined && {
      "otlp-sidecars": { ...port(listening.sidecarSpans), protocol: "TCP", appProtocol: "grpc" },
    }),
    metrics: port(listening.metrics),
    "jaeger-compact": port(listening.jaegerThriftCompact),
    "jaeger-thrift": port(listening.jaegerThriftHttp),
    "jaeger-grpc": port(listening.jaegerGrpc),
    zipkin: port(listening.zipkin),
  };
}

/** Probes at the port of the health check. Empty without a health check. */
export function probes({ health }: Pick<ListeningPorts, "health">): JsonObject {
  if (health === undefined) return {};
  const httpGet = { path: "/", port: health };
  return {
    // With the smallest CPU limit, a collector needs several seconds to start.
    startupProbe: { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 60, httpGet },
    readinessProbe: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3, httpGet },
    livenessProbe: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6, httpGet },
  };
}

const IDENTITY = { runAsNonRoot: true, runAsUser: COLLECTOR_USER, runAsGroup: COLLECTOR_USER };
const SECCOMP_PROFILE = { type: "RuntimeDefault" };

/** The container's security context under the Pod Security Standard `restricted`. */
export function restricted(): JsonObject {
  return {
    ...IDENTITY,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    seccompProfile: SECCOMP_PROFILE,
  };
}

/** The security contexts of pod and container under that standard. Only volumes are writable. */
export function securityContexts(): JsonObject {
  return {
    podSecurityContext: { ...IDENTITY, fsGroup: COLLECTOR_USER, seccompProfile: SECCOMP_PROFILE },
    securityContext: restricted(),
  };
}
