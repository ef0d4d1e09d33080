/** The collector's image: that of contract/versions.json, or one's own, by digest. */
import { IMAGES } from "../../../contract/images";
import { oneOf, type Shape } from "../../evidence/shape";
import { image } from "../common";
import { placesOf } from "../images";

const DIGEST = /sha256:[0-9a-f]{64}/;

/** Registry, path, tag and digest of an image that the project does not publish. */
const OWN_REPOSITORY = /([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?(\/[a-z0-9._-]+)+/;

export const COLLECTOR_IMAGE: Shape = oneOf(
  image("collector"),
  image("ownCollector"),
  new RegExp(`${OWN_REPOSITORY.source}(:[\\w.-]+)?@${DIGEST.source}`),
);

const published = (name: "collector" | "ownCollector"): Shape => ({
  repository: oneOf(...placesOf(IMAGES[name].repository)),
  tag: IMAGES[name].tag,
  "digest?": DIGEST,
  pullPolicy: "IfNotPresent",
});

/** The same as the chart takes it. */
export const CHART_IMAGE: Shape = oneOf(published("collector"), published("ownCollector"), {
  repository: OWN_REPOSITORY,
  "tag?": /[\w.-]+/,
  digest: DIGEST,
  pullPolicy: "IfNotPresent",
});
