import { containersOf } from "../../evidence/manifests";
import { textAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

/** A tag can be moved to another image; a digest identifies one image. */
export const pinnedDigests = stackPolicy(
  {
    name: "pinned-digests",
    description: "Images are pinned by digest.",
    enforcementLevel: "advisory",
  },
  (resources) => {
    const images = resources
      .flatMap(({ manifests }) => manifests.flatMap(containersOf))
      .map((container) => textAt(container, "image"))
      .filter((image) => !image.includes("@sha256:"));
    const byTag = [...new Set(images)].sort();
    if (byTag.length === 0) return [];
    return [
      {
        message: `these images have no digest: ${byTag.join(", ")}. \`npm run digests\` reads digests from the registries.`,
      },
    ];
  },
);
