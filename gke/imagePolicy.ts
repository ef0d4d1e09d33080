/**
 * The project's Binary Authorization policy: the images that GKE admits.
 *
 * https://cloud.google.com/binary-authorization/docs/policy-yaml-reference
 */
import { type Image, imageReference } from "../contract/images";
import type { GkeClusterSettings } from "../settings/schema/settings";

type ImagePolicySettings = NonNullable<GkeClusterSettings["imagePolicy"]>;

/** Enforcement modes for pods whose images the policy does not allow. */
const ENFORCEMENT = { enforce: "ENFORCED_BLOCK_AND_AUDIT_LOG", dryRun: "DRYRUN_AUDIT_LOG_ONLY" } as const;

/** The references that pods use for an image: the collector's chart omits the tag where there is a digest. */
function names(image: Image): string[] {
  const { repository, digest } = image;
  return [imageReference(image), ...(digest === undefined ? [] : [`${repository}@${digest}`])];
}

/**
 * The policy: this cluster runs images that every attestor has attested, Google's own images, and the exempt ones.
 *
 * A project has one policy. Its default rule allows every image in the project's other clusters.
 *
 * @param exempt third-party images without an attestation, each by its exact reference
 */
export function imagePolicyArguments(
  { project, location, name }: Pick<GkeClusterSettings, "project" | "location" | "name">,
  { attestors, allowedImages, mode }: ImagePolicySettings,
  exempt: readonly Image[],
) {
  const allowed = [...new Set([...exempt.flatMap(names), ...allowedImages])];
  return {
    project,
    description: `Images of the GKE cluster ${name}`,
    // Google's system images have no attestation of the project's attestors.
    globalPolicyEvaluationMode: "ENABLE",
    defaultAdmissionRule: { evaluationMode: "ALWAYS_ALLOW", enforcementMode: ENFORCEMENT.enforce },
    clusterAdmissionRules: [
      {
        cluster: `${location}.${name}`,
        evaluationMode: "REQUIRE_ATTESTATION",
        enforcementMode: ENFORCEMENT[mode],
        requireAttestationsBies: [...attestors],
      },
    ],
    admissionWhitelistPatterns: allowed.map((namePattern) => ({ namePattern })),
  };
}
