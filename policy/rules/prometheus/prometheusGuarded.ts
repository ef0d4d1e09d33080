import { podOf } from "../../evidence/manifests";
import { type Manifest, listAt, textAt } from "../../evidence/reading";
import { argumentOf, prometheusServers } from "../../evidence/prometheus";
import { stackPolicy } from "../../rule";

/** Name of the Secret that is mounted where a file lies; empty where it is none. */
function secretAt(manifest: Manifest, file: string): string {
  const mount = listAt(podOf(manifest), "spec", "containers")
    .flatMap((container) => listAt(container, "volumeMounts"))
    .find((item) => file.startsWith(`${textAt(item, "mountPath")}/`));
  const volume = listAt(podOf(manifest), "spec", "volumes").find(
    (item) => textAt(item, "name") === textAt(mount, "name"),
  );
  return textAt(volume, "secret", "secretName");
}

/** Without a web configuration Prometheus takes samples from everybody, and tells everybody what it has. */
export const prometheusGuarded = stackPolicy(
  {
    name: "prometheus-guarded",
    description: "Prometheus has a web configuration, with its certificate and users, from a Secret.",
  },
  (resources) =>
    prometheusServers(resources).flatMap(({ manifest, urn }) => {
      const file = argumentOf(manifest, "web.config.file");
      if (file === undefined)
        return [{ message: "it runs without --web.config.file, and answers everybody in plain text.", urn }];
      return secretAt(manifest, file) === "" ? [{ message: `${file} does not come from a Secret.`, urn }] : [];
    }),
);
