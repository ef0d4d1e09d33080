/** The settings of a page that is served outside the cluster. */
import { z } from "zod";
import { labelKey, objectName } from "./scalars";

/**
 * The section `ingress` of a page.
 *
 * @param owner the workload in whose namespace the Secret with the certificate is
 * @param annotations description of the annotations
 */
export function ingressSchema(owner: string, annotations: string) {
  return z.strictObject({
    host: z
      .string()
      .max(253)
      .regex(
        /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/,
        `a host name such as ${owner.toLowerCase()}.example.com`,
      )
      .describe("Host name under which the page is served."),
    tlsSecretName: objectName().describe(
      `Secret with the certificate, in the namespace of ${owner}. Plain HTTP is not served.`,
    ),
    className: objectName().optional().describe("IngressClass. Default: the cluster's."),
    annotations: z.record(labelKey(), z.string()).default({}).describe(annotations),
  });
}

export type IngressSettings = z.output<ReturnType<typeof ingressSchema>>;
