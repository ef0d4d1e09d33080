import { credentialProblems, destinationsOf, isInCluster } from "../../evidence/collector";
import { collectorPolicy } from "../../rule";

/** A store on the internet that takes samples from everyone takes wrong ones too. */
export const writePathCredentials = collectorPolicy(
  {
    name: "write-path-credentials",
    description: "What leaves the cluster is sent with credentials, which stand in a Secret.",
  },
  (configuration) =>
    destinationsOf(configuration)
      .filter(({ host }) => !isInCluster(host))
      .flatMap((destination) => credentialProblems(configuration, destination)),
);
