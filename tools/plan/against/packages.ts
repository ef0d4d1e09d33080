/** Whether the program of another revision runs with the packages that this revision has installed. */

export const LOCK = "package-lock.json";

/** What npm locks of a package. */
interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
}

const NESTED = "/node_modules/";

/** The packages of a lock file, by folder: those of the project itself are there by name alone. */
function packagesOf(lock: string): ReadonlyMap<string, Locked> {
  const { packages = {} } = JSON.parse(lock) as { readonly packages?: Record<string, Locked> };
  return new Map(Object.entries(packages).filter(([folder]) => folder !== ""));
}

const contentOf = ({ version, integrity, resolved, link }: Locked) =>
  JSON.stringify([version, integrity, resolved, link]);

/**
 * Whether everything that another revision locks is locked here with the same content. What is here besides is found by
 * none of its packages: it is in no folder of theirs.
 *
 * @param own text of this revision's lock file
 * @param other that of the other revision
 */
export function hasPackages(own: string, other: string): boolean {
  try {
    const [here, wanted] = [packagesOf(own), packagesOf(other)];
    const isHere = ([folder, locked]: [string, Locked]) => {
      const found = here.get(folder);
      return found !== undefined && contentOf(found) === contentOf(locked);
    };
    const isOutOfTheWay = (folder: string) => !wanted.has(folder.slice(0, Math.max(0, folder.lastIndexOf(NESTED))));
    return (
      wanted.size > 0 &&
      [...wanted].every(isHere) &&
      [...here.keys()].every((one) => wanted.has(one) || isOutOfTheWay(one))
    );
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
