/** Secrets whose keys are the names of files in the pods that mount them. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
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
