/**
 * Resolves a tag to its digest at the registry: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 *
 * Public images only, with the anonymous token that registries issue for them.
 */
import type { Image } from "../../contract/images";
import { UserError } from "../cli";

/** Milliseconds that a registry gets to answer. */
const TIMEOUT_MILLISECONDS = 20_000;

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** Docker Hub's registry has another host than its images. */
const HOSTS: Readonly<Record<string, string>> = { "docker.io": "registry-1.docker.io" };

async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new UserError(`${new URL(url).host} cannot be reached: ${cause}`);
  }
}

/** A token by the challenge of an answer of 401; undefined where the registry wants something else. */
async function tokenFor(challenge: string): Promise<string | undefined> {
  if (!/^bearer /i.test(challenge)) return undefined;
  const parameter = (key: string) => new RegExp(`\\b${key}="([^"]*)"`).exec(challenge)?.[1];
  const [realm, service, scope] = [parameter("realm"), parameter("service"), parameter("scope")];
  if (realm === undefined) return undefined;
  const query = new URLSearchParams({ ...(service && { service }), ...(scope && { scope }) });
  const answer = await ask(`${realm}?${query.toString()}`);
  if (!answer.ok) return undefined;
  const { token, access_token: accessToken } = (await answer.json()) as { token?: string; access_token?: string };
  return token ?? accessToken;
}

/**
 * The digest that a tag has now.
 *
 * @param scheme of the registry; http is for registries on this machine
 * @throws UserError where the registry cannot be reached or does not know the tag
 */
export async function registryDigest({ repository, tag }: Image, scheme = "https"): Promise<string> {
  const [host = "", ...path] = repository.split("/");
  const url = `${scheme}://${HOSTS[host] ?? host}/v2/${path.join("/")}/manifests/${tag}`;
  const headers = { accept: MANIFEST_TYPES.join(", ") };
  let answer = await ask(url, { method: "HEAD", headers });
  if (answer.status === 401) {
    const token = await tokenFor(answer.headers.get("www-authenticate") ?? "");
    if (token !== undefined)
      answer = await ask(url, { method: "HEAD", headers: { ...headers, authorization: `Bearer ${token}` } });
  }
  if (!answer.ok) throw new UserError(`${host} answers ${answer.status} for ${repository}:${tag}.`);
  const digest = answer.headers.get("docker-content-digest") ?? "";
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new UserError(`${host} reports no digest for ${repository}:${tag}.`);
  return digest;
}
