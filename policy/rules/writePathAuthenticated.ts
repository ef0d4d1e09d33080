import { credentialProblems, destinationsOf, isEncrypted, isInCluster } from "../collector";
import { collectorPolicy } from "../rule";

/** Advisory, because the stack's own Prometheus speaks plain HTTP yet. */
export const writePathAuthenticated = collectorPolicy(
  {
    name: "write-path-authenticated",
    description: "Inside the cluster too, samples are sent encrypted and with credentials.",
    enforcementLevel: "advisory",
  },
  (configuration) =>
    destinationsOf(configuration)
      .filter(({ host }) => isInCluster(host))
      .flatMap((destination) => [
        ...(isEncrypted(destination)
          ? []
          : [`exporter ${destination.exporter} sends to ${destination.host} without TLS.`]),
        ...credentialProblems(configuration, destination),
      ]),
);
