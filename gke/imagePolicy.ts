/**
 * The project's Binary Authorization policy: which images a cluster runs.
 *
 * https://cloud.google.com/binary-authorization/docs/policy-yaml-reference
 */
import { type Image, imageReference } from "../contract/images";
import type { GkeClusterSettings } from "../settings/schema/settings";

type ImagePolicySettings = NonNullable<GkeClusterSettings["imagePolicy"]>;

/** What GKE does with a pod whose images the policy does not allow. */
const ENFORCEMENT = { enforce: "ENFORCED_BLOCK_AND_AUDIT_LOG", dryRun: "DRYRUN_AUDIT_LOG_ONLY" } as const;

/** The names under which pods ask for an image: the collector's chart leaves the tag out where there is a digest. */
function names(image: Image): string[] {
  const { repository, digest } = image;
  return [imageReference(image), ...(digest === undefined ? [] : [`${repository}@${digest}`])];
}

/**
 * The policy: this cluster runs images that every attestor vouches for, Google's own, and the exceptions.
 *
 * A project has one policy. Its other clusters go on as without one: they run what they are asked to.
 *
 * @param exempt images of other people, for which no attestor of one's own vouches; each by its exact name
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
    // What the cluster consists of comes from Google, without anybody else's attestation.
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
