import { credentialProblems, destinationsOf, isEncrypted, isInCluster } from "../../evidence/collector";
import { collectorPolicy } from "../../rule";

/** A store without authentication accepts false samples from any pod, and answers any pod's queries. */
export const writePathAuthenticated = collectorPolicy(
  {
    name: "write-path-authenticated",
    description: "Exporters that send metrics within the cluster use TLS and credentials.",
  },
  (configuration) =>
    destinationsOf(configuration)
      .filter(({ host, signals }) => isInCluster(host) && signals.includes("metrics"))
      .flatMap((destination) => [
        ...(isEncrypted(destination)
          ? []
          : [`exporter ${destination.exporter} sends to ${destination.host} without TLS.`]),
        ...credentialProblems(configuration, destination),
      ]),
);
