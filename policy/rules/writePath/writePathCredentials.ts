import { credentialProblems, destinationsOf, isInCluster } from "../../evidence/collector";
import { collectorPolicy } from "../../rule";

/** A store without authentication accepts false samples from any sender. */
export const writePathCredentials = collectorPolicy(
  {
    name: "write-path-credentials",
    description: "Exporters that send outside the cluster use credentials from a Secret.",
  },
  (configuration) =>
    destinationsOf(configuration)
      .filter(({ host }) => !isInCluster(host))
      .flatMap((destination) => credentialProblems(configuration, destination)),
);
