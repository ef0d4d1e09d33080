/** Secrets whose keys are the names of files in the pods that mount them. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { SECRET_VERSIONS_ANNOTATION } from "../../contract/annotations";
import { exportersSecret } from "../../contract/collector/own";
import { certificatesSecret, type ObjectMetadata } from "../../contract/names";

/** Content by file name. */
export type SecretFiles = Readonly<Record<string, pulumi.Output<string>>>;

/**
 * Creates the Secret with a workload's certificates for spans; none without files.
 *
 * @param logicalName name in the Pulumi program
 * @param workload metadata of the workload that mounts it
 */
export function createCertificatesSecret(
  logicalName: string,
  files: SecretFiles | undefined,
  workload: ObjectMetadata,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret[] {
  if (files === undefined) return [];
  const { namespace, labels } = workload;
  const metadata = { name: certificatesSecret(workload.name), namespace, labels };
  return [new k8s.core.v1.Secret(logicalName, { metadata, type: "Opaque", stringData: files }, opts)];
}

/** Creates the Secret with a workload's credentials for further destinations; none without files. */
export function createExportersSecret(
  logicalName: string,
  files: SecretFiles | undefined,
  workload: ObjectMetadata,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret[] {
  if (files === undefined || Object.keys(files).length === 0) return [];
  const { namespace, labels } = workload;
  const metadata = { name: exportersSecret(workload.name), namespace, labels };
  return [new k8s.core.v1.Secret(logicalName, { metadata, type: "Opaque", stringData: files }, opts)];
}

/** A workload as a manifest, as far as its pods' annotations are concerned. */
interface PodTemplate {
  readonly spec: { readonly template: { readonly metadata: { readonly annotations?: object } } };
}

/**
 * The workload, whose pods are replaced when a Secret changes: every change gives the Secret a new version. A checksum
 * of the content would do the same and give the content away.
 */
export function restartedBySecrets<Workload extends PodTemplate>(
  workload: Workload,
  secrets: readonly k8s.core.v1.Secret[],
) {
  if (secrets.length === 0) return workload;
  const { template } = workload.spec;
  const versions = pulumi.all(secrets.map((secret) => secret.metadata.resourceVersion)).apply((all) => all.join(" "));
  const annotations = { ...template.metadata.annotations, [SECRET_VERSIONS_ANNOTATION]: versions };
  return {
    ...workload,
    spec: { ...workload.spec, template: { ...template, metadata: { ...template.metadata, annotations } } },
  };
}
