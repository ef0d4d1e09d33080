import { textAt } from "../../evidence/reading";
import { CLUSTER } from "../../evidence/controls";
import { stackPolicy } from "../../rule";

/** A role, a network or a repository of another project is out of this stack's sight. */
export const oneProject = stackPolicy(
  { name: "one-project", description: "All resources of Google Cloud are in the cluster's project." },
  (resources) => {
    const project = textAt(resources.find(({ type }) => type === CLUSTER)?.props, "project");
    return resources
      .filter(({ type, props }) => type.startsWith("gcp:") && ![project, ""].includes(textAt(props, "project")))
      .map(({ urn }) => ({ message: `it is not in the cluster's project ${project}.`, urn }));
  },
);
