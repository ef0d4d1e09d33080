/** The registry of the images that somebody builds for the cluster: an Artifact Registry repository in its region. */
import type { GkeClusterSettings } from "../settings/schema/settings";
import { regionOf, resourceLabels } from "./names";

/** The only role of the nodes in the repository. */
export const IMAGE_READER_ROLE = "roles/artifactregistry.reader";

/** Identity of the repository in its project. */
type RepositoryIdentity = Pick<GkeClusterSettings, "project" | "location">;

/** Registry and path, below which images are pushed and pulled. */
export function imageRepositoryPath({ project, location }: RepositoryIdentity, id: string): string {
  return `${regionOf(location)}-docker.pkg.dev/${project}/${id}`;
}

/** The repository. It has no cleanup policy: an image that a stack runs has to be there for every new node. */
export function imageRepositoryArguments(cluster: GkeClusterSettings, id: string, environment: string) {
  return {
    project: cluster.project,
    location: regionOf(cluster.location),
    repositoryId: id,
    description: `Images of the GKE cluster ${cluster.name}`,
    format: "DOCKER",
    mode: "STANDARD_REPOSITORY",
    // Who may push may not put another image under the tag that somebody looked at.
    dockerConfig: { immutableTags: true },
    // On, wherever the project has the API containerscanning.googleapis.com.
    vulnerabilityScanningConfig: { enablementConfig: "INHERITED" },
    labels: resourceLabels(cluster, environment),
    deletionPolicy: cluster.deletionProtection ? "PREVENT" : "DELETE",
  };
}
