/** Everything that a GKE stack needs beside the real engine: Google's APIs, a cluster, and a login to both. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readDiscoveryDocuments } from "../google/discovery/documents";
import { GoogleApi } from "../google/server";
import { apiServerOfKubeconfig, writeAuthenticationPlugin } from "./kubeconfig";

/** Folders of the stand-in, by the plugin's variables that name the addresses of APIs. */
const ENDPOINTS = {
  GOOGLE_ARTIFACT_REGISTRY_CUSTOM_ENDPOINT: "artifactregistry.googleapis.com/v1/",
  GOOGLE_BINARY_AUTHORIZATION_CUSTOM_ENDPOINT: "binaryauthorization.googleapis.com/v1/",
  GOOGLE_COMPUTE_CUSTOM_ENDPOINT: "compute.googleapis.com/compute/beta/",
  GOOGLE_CONTAINER_CUSTOM_ENDPOINT: "container.googleapis.com/v1beta1/",
  GOOGLE_IAM_BETA_CUSTOM_ENDPOINT: "iam.googleapis.com/v1/",
  GOOGLE_RESOURCE_MANAGER_CUSTOM_ENDPOINT: "cloudresourcemanager.googleapis.com/v1/",
} as const;

/** Variables with which the gcp plugin could find a real login, or a real project. */
const OF_A_REAL_CLOUD = /^(GOOGLE|GCLOUD|GCP|CLOUDSDK)_/;

export class GkeEnvironment {
  private constructor(
    readonly google: GoogleApi,
    private readonly folder: string,
    private readonly address: string,
  ) {}

  /** @param logFile file to which every request to Google's APIs is logged */
  static async start(logFile: string): Promise<GkeEnvironment> {
    const documents = await readDiscoveryDocuments();
    const google = new GoogleApi({ documents, apiServer: apiServerOfKubeconfig(), logFile });
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-login-"));
    writeAuthenticationPlugin(folder);
    return new GkeEnvironment(google, folder, await google.start());
  }

  /** The whole environment of the engine, in which nothing leads to a real cloud. */
  get variables(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !OF_A_REAL_CLOUD.test(name));
    const endpoints = Object.entries(ENDPOINTS).map(([name, api]): [string, string] => [
      name,
      `${this.address}/${api}`,
    ]);
    return {
      ...Object.fromEntries<string | undefined>([...own, ...endpoints]),
      // Any token will do; a name of a file would be read.
      GOOGLE_OAUTH_ACCESS_TOKEN: "any-token",
      PATH: `${this.folder}${path.delimiter}${process.env["PATH"] ?? ""}`,
    };
  }

  async stop(): Promise<void> {
    await this.google.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
