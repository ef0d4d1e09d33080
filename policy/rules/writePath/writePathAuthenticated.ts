import { credentialProblems, destinationsOf, isEncrypted, isInCluster } from "../../evidence/collector";
import { collectorPolicy } from "../../rule";

/** A store that takes samples from every pod takes wrong ones too, and tells everyone what it has. */
export const writePathAuthenticated = collectorPolicy(
  {
    name: "write-path-authenticated",
    description: "Inside the cluster too, samples are sent encrypted and with credentials.",
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
