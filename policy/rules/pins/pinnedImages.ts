import { containersOf } from "../../evidence/manifests";
import { textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

const DIGEST = /@sha256:[0-9a-f]{64}$/;
/** A tag comes after the last slash; before it a colon belongs to the registry's port. */
const TAG = /:([^:/]+)$/;

function isPinned(image: string): boolean {
  return DIGEST.test(image) || ![undefined, "latest"].includes(TAG.exec(image.replace(/@.*$/, ""))?.[1]);
}

/** The image behind `latest` changes without a deployment. */
export const pinnedImages = manifestPolicy(
  { name: "pinned-images", description: "Images have a tag other than latest, or a digest." },
  (manifest) =>
    containersOf(manifest)
      .filter((container) => !isPinned(textAt(container, "image")))
      .map(
        (container) =>
          `container ${textAt(container, "name")} runs ${textAt(container, "image")}, which is not pinned.`,
      ),
);
