/** Lists and objects of a cluster, page by page, for commands that go on without what they may not read. */
import { listAt, objectAt, textAt, type Manifest } from "../../policy/evidence/reading";
import { tell } from "../progress";
import { grouped, namesText } from "../text";
import { type ClusterApi, RequestError } from "./api";

/** Objects of a page of a list. */
const PAGE = 250;

/** Most names in a sentence about what was not seen. */
const MOST_NAMES = 8;

interface ListOptions {
  /** Most objects of a list; one with more counts as one that could not be read. */
  readonly most: number;
}

/**
 * All objects of a list, page by page. An API that does not exist has none.
 *
 * @param path of the list, with or without a query
 * @param read what is kept of an object: a page is gone when it was read, so that the whole list need not fit memory
 * @throws RequestError
 */
export async function listObjects<T>(
  api: ClusterApi,
  path: string,
  read: (object: Manifest) => T,
  { most }: ListOptions,
): Promise<T[]> {
  const found: T[] = [];
  let next = "";
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(next !== "" && { continue: next }) });
    const page = await api.get<Manifest>(`${path}${path.includes("?") ? "&" : "?"}${query.toString()}`);
    found.push(...listAt(page, "items").map((item) => read(objectAt({ item }, "item"))));
    tell(`Reading ${path.replace(/^.*\//, "").replace(/\?.*/, "")}: ${found.length}`);
    next = textAt(page, "metadata", "continue");
    if (found.length > most) throw new RequestError(`there are more than ${most}`);
  } while (next !== "");
  return found;
}

/** A reader that notes what could not be read, and goes on. */
export class Reader {
  private readonly failures: { readonly what: string; readonly why: string }[] = [];

  constructor(
    private readonly api: ClusterApi,
    private readonly options: ListOptions,
  ) {}

  /** One sentence for each reason. Sorted, as the answers come in any order: "Nodes" before "objects of kind Secret". */
  get unseen(): string[] {
    const failures = [...this.failures].sort((one, other) => (one.what < other.what ? -1 : 1));
    return grouped(failures, ({ why }) => why).map(
      ([why, group]) => `${namesText([...new Set(group.map(({ what }) => what))], MOST_NAMES)}: ${why}`,
    );
  }

  /** The value, or undefined where it could not be read. */
  async tried<T>(what: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const why = error.status === 403 ? "the account may not read them" : error.message;
      this.failures.push({ what, why });
      return undefined;
    }
  }

  /**
   * All objects of a list; undefined where they could not be read.
   *
   * @param what such as `Pods`, for the sentence that says they could not be read
   */
  list<T>(what: string, path: string, read: (object: Manifest) => T): Promise<T[] | undefined> {
    return this.tried(what, () => listObjects(this.api, path, read, this.options));
  }
}
