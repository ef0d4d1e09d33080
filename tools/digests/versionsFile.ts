/** Updates the digests of `contract/versions.json`. */
import type { Image } from "../../contract/images";
import { UserError } from "../cli";

export type Images = Readonly<Record<string, Image>>;

export interface Refreshed {
  readonly images: Images;
  /** A line for every image, in the order of the file. */
  readonly lines: readonly string[];
  /** Whether a registry could not be asked. */
  readonly incomplete: boolean;
}

function changeText(name: string, before: string | undefined, after: string): string {
  if (before === after) return `  ${name}: unchanged`;
  return before === undefined ? `+ ${name}: ${after}` : `~ ${name}: ${before} -> ${after}`;
}

/**
 * Resolves the digest of every image. Where a registry does not answer, the image stays as it is.
 *
 * @param ask tells the digest that a tag has now
 */
export async function refreshed(images: Images, ask: (image: Image) => Promise<string>): Promise<Refreshed> {
  const found = await Promise.all(
    Object.entries(images).map(async ([name, image]) => {
      try {
        const digest = await ask(image);
        return { name, image: { ...image, digest }, line: changeText(name, image.digest, digest), failed: false };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { name, image, line: `! ${name}: ${error.message}`, failed: true };
      }
    }),
  );
  return {
    images: Object.fromEntries(found.map(({ name, image }) => [name, image])),
    lines: found.map(({ line }) => line),
    incomplete: found.some(({ failed }) => failed),
  };
}
