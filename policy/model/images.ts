/** Images, where they are published and in mirrors. */
import type { Image } from "../../contract/images";
import type { Shape } from "../evidence/shape";

/**
 * Registries with copies of the images under the same paths. Add a line for one of your own; pinned images need none. The
 * one here is that of test/examples/own-registry: nobody can have a host of example.com.
 */
const MIRRORS: readonly string[] = ["registry.example.com/mirror"];

const REGISTRY = "[a-z0-9][a-z0-9.-]*(:\\d+)?(/[a-z0-9._-]+)*";

/** Where an image of the contract may be by its tag alone. */
export const placesOf = (repository: string): readonly string[] => [
  repository,
  ...MIRRORS.map((registry) => repository.replace(/^[^/]+/, registry)),
];

/** An image where it is published or in a mirror, and in any other registry the same image by its digest. */
export function imageShape({ repository, tag, digest }: Image): Shape {
  const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  const path = escaped(repository.replace(/^[^/]+/, ""));
  const places = placesOf(repository).map(escaped);
  return new RegExp(
    [
      `(${places.join("|")}):${escaped(tag)}(@sha256:[0-9a-f]{64})?`,
      ...(digest === undefined ? [] : [`${REGISTRY}${path}:${escaped(tag)}@${digest}`]),
    ].join("|"),
  );
}
