import { containersOf } from "../../evidence/manifests";
import { textAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

/** A registry, or who holds its password, can move a tag; a digest is the image's own. */
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
    return [{ message: `no digest for ${byTag.join(", ")}; \`npm run digests\` asks the registries.` }];
  },
);
