import { podOf } from "../../evidence/manifests";
import { type Manifest, listAt, textAt } from "../../evidence/reading";
import { argumentOf, prometheusServers } from "../../evidence/prometheus";
import { stackPolicy } from "../../rule";

/** Name of the Secret that contains a mounted file; empty where the file comes from another volume. */
function secretAt(manifest: Manifest, file: string): string {
  const mount = listAt(podOf(manifest), "spec", "containers")
    .flatMap((container) => listAt(container, "volumeMounts"))
    .find((item) => file.startsWith(`${textAt(item, "mountPath")}/`));
  const volume = listAt(podOf(manifest), "spec", "volumes").find(
    (item) => textAt(item, "name") === textAt(mount, "name"),
  );
  return textAt(volume, "secret", "secretName");
}

/** Without a web configuration Prometheus accepts samples and queries from every pod. */
export const prometheusGuarded = stackPolicy(
  {
    name: "prometheus-guarded",
    description: "Prometheus has a web configuration from a Secret, with a TLS certificate and users.",
  },
  (resources) =>
    prometheusServers(resources).flatMap(({ manifest, urn }) => {
      const file = argumentOf(manifest, "web.config.file");
      if (file === undefined)
        return [
          {
            message: "Prometheus runs without --web.config.file, so it serves plain HTTP without authentication.",
            urn,
          },
        ];
      return secretAt(manifest, file) === ""
        ? [{ message: `the web configuration ${file} is not mounted from a Secret.`, urn }]
        : [];
    }),
);
