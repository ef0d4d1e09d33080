/** Google's discovery documents, from the Go module of Google's own clients. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { moduleFolder } from "../../../programs/goBuild";
import pins from "../../../programs/pinnedPrograms.json";
import type { DiscoveryDocument } from "./methods";

/** The APIs that the gcp plugin uses, in the versions that it uses. */
const FILES = [
  "artifactregistry/v1/artifactregistry-api.json",
  "binaryauthorization/v1/binaryauthorization-api.json",
  "cloudresourcemanager/v1/cloudresourcemanager-api.json",
  "compute/v0.beta/compute-api.json",
  "container/v1beta1/container-api.json",
  "iam/v1/iam-api.json",
];

/** Reads the documents, and downloads the module where it is missing. Needs Go. */
export async function readDiscoveryDocuments(): Promise<DiscoveryDocument[]> {
  const folder = await moduleFolder(pins["google-api"].module);
  return FILES.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as DiscoveryDocument);
}
