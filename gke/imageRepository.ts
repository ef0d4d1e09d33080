/** An Artifact Registry repository in the cluster's region, for images that are built for the cluster. */
import type { GkeClusterSettings } from "../settings/schema/settings";
import { type Labels, regionOf, resourceLabels } from "./names";

/** The nodes' only IAM role on the repository. */
export const IMAGE_READER_ROLE = "roles/artifactregistry.reader";

/** Identity of the repository in its project. */
type RepositoryIdentity = Pick<GkeClusterSettings, "project" | "location">;

/** Registry and path of the repository, the prefix of its images' names. */
export function imageRepositoryPath({ project, location }: RepositoryIdentity, id: string): string {
  return `${regionOf(location)}-docker.pkg.dev/${project}/${id}`;
}

/** The repository's arguments. There is no cleanup policy, because new nodes pull the images that the stack runs. */
export function imageRepositoryArguments(
  cluster: GkeClusterSettings,
  id: string,
  environment: string,
  labels?: Labels,
) {
  return {
    project: cluster.project,
    location: regionOf(cluster.location),
    repositoryId: id,
    description: `Images of the GKE cluster ${cluster.name}`,
    format: "DOCKER",
    mode: "STANDARD_REPOSITORY",
    // A pushed tag cannot be moved to another image, not even by an account that may push.
    dockerConfig: { immutableTags: true },
    // Vulnerability scanning is on if the project has enabled the API containerscanning.googleapis.com.
    vulnerabilityScanningConfig: { enablementConfig: "INHERITED" },
    labels: resourceLabels(cluster, environment, labels),
    deletionPolicy: cluster.deletionProtection ? "PREVENT" : "DELETE",
  };
}
