/** The collector's image: that of contract/versions.json, or one's own, by digest. */
import { IMAGES } from "../../../contract/images";
import { demand, oneOf, type Shape } from "../../evidence/shape";
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

type Collector = "collector" | "ownCollector";

const published = (name: Collector, tag: Shape = IMAGES[name].tag): Shape => ({
  repository: oneOf(...placesOf(IMAGES[name].repository)),
  tag,
  "digest?": DIGEST,
  pullPolicy: "IfNotPresent",
});

/** The same as the chart takes it. */

const OWN: Shape = {
  repository: OWN_REPOSITORY,
  "tag?": /[\w.-]+/,
  digest: DIGEST,
  pullPolicy: "IfNotPresent",
};

/** The same as the chart takes it. */
export const CHART_IMAGE: Shape = oneOf(published("collector"), published("ownCollector"), OWN);

/** The numbers of a version such as 0.159.0; none of another text. */
const numbersOf = (version: unknown) =>
  typeof version === "string" && /^\d+\.\d+\.\d+$/.test(version) ? version.split(".").map(Number) : [];

function isOlder(version: readonly number[], other: readonly number[]): boolean {
  const index = version.findIndex((number, place) => number !== other[place]);
  return (version[index] ?? 0) < (other[index] ?? 0);
}

const sinceVersionOf = (name: Collector): Shape =>
  demand(`has to be ${IMAGES[name].tag} or a newer version`, (tag) => {
    const version = numbersOf(tag);
    return version.length > 0 && !isOlder(version, numbersOf(IMAGES[name].tag));
  });

/** The image of a canary, which a newer version is tried with. */
export const CANARY_IMAGE: Shape = oneOf(
  published("collector", sinceVersionOf("collector")),
  published("ownCollector", sinceVersionOf("ownCollector")),
  OWN,
);
