/** The bill of materials of a Go program, from the record that the compiler leaves in it. */

/** A module as `go version -m` prints it. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** `h1:…`, the checksum that the Go checksum database knows. */
  readonly sum?: string;
}

/** Go version and modules of a program, with replacements applied. */
export interface BuildRecord {
  readonly goVersion: string;
  readonly modules: readonly GoModule[];
}

/** Reads the output of `go version -m FILE`. */
export function parseBuildRecord(text: string): BuildRecord {
  const lines = text.split("\n").map((line) => line.split("\t"));
  const goVersion = /: (go\S+)/.exec(lines[0]?.[0] ?? "")?.[1] ?? "";
  const modules = lines.reduce<GoModule[]>((found, [, kind, path = "", version = "", sum = ""]) => {
    if (kind !== "dep" && kind !== "=>") return found;
    // The module is replaced by a folder of this repository.
    if (path.startsWith(".")) return found;
    const module = { path, version, ...(sum === "" ? {} : { sum }) };
    return kind === "=>" ? [...found.slice(0, -1), module] : [...found, module];
  }, []);
  return { goVersion, modules };
}

const purl = ({ path, version }: Pick<GoModule, "path" | "version">) => `pkg:golang/${path}@${version}`;

/**
 * A CycloneDX document (https://cyclonedx.org/docs/1.6/json/). It has no serial number and no time, so that the same
 * program has the same document.
 */
export function cycloneDx(program: { readonly name: string; readonly version: string }, record: BuildRecord) {
  const standardLibrary = { path: "stdlib", version: record.goVersion.replace(/^go/, "v") };
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name: program.name, version: program.version } },
    components: [standardLibrary, ...record.modules].map((module: GoModule) => ({
      type: "library",
      name: module.path,
      version: module.version,
      purl: purl(module),
      ...(module.sum !== undefined && { properties: [{ name: "go:sum", value: module.sum }] }),
    })),
  };
}
