/** Copies a built image to a registry, or to the nodes of a kind cluster. */
import versions from "../../contract/versions.json";
import { collectorImage } from "../../settings/schema/collectorImage";
import { isOnPath, UsageError, UserError } from "../cli";
import { runProgram } from "./program";
import { tell } from "../progress";
import { go } from "./go";

/** Repository and tag to which an image is pushed. */
export interface Target {
  readonly repository: string;
  readonly tag?: string | undefined;
}

/** Reads `REGISTRY/PATH[:TAG]`, by the rules of the setting that names the image. */
export function parseTarget(text: string): Target {
  const [, repository = text, tag] = /^(.*?)(?::([^:/]*))?$/.exec(text) ?? [];
  const target = { repository, ...(tag !== undefined && { tag }) };
  const { error } = collectorImage.safeParse(target);
  if (error) throw new UsageError(`--push ${text}: ${error.issues.map(({ message }) => message).join("; ")}.`);
  return target;
}

/** Whether the registry is on this machine, where registries use HTTP. */
const isLocal = (repository: string) => /^(localhost|127\.[\d.]+)(:\d+)?\//.test(repository);

/** Copies an archive's image and its bills of materials to a registry, with oras. */
export async function push(archive: string, digest: string, { repository, tag }: Required<Target>): Promise<void> {
  const oras = versions.programs.oras.module.replace("@", "/cmd/oras@");
  const plainHttp = isLocal(repository) ? ["--to-plain-http"] : [];
  const source = ["--from-oci-layout", `${archive}@${digest}`];
  tell(`Pushing ${repository}:${tag}`);
  await go(".", ["run", oras, "cp", "--recursive", "--no-tty", ...plainHttp, ...source, `${repository}:${tag}`]);
}

/** Throws without `kind` on PATH, before an image is built for it, which takes minutes. */
export function requireKind(): void {
  if (!isOnPath("kind"))
    throw new UserError("kind is not on PATH. Install it: https://kind.sigs.k8s.io/docs/user/quick-start/");
}

/** Loads an archive's image into every node of a kind cluster. */
export async function loadIntoKind(archive: string, cluster: string): Promise<void> {
  tell(`Loading the image into kind cluster ${cluster}`);
  const load = ["load", "image-archive", archive, "--name", cluster];
  const { status } = await runProgram("kind", load, { isShown: true });
  if (status !== 0) throw new UserError(`kind load image-archive ended with status ${String(status)}.`);
}
