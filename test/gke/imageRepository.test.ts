import assert from "node:assert/strict";
import { imageRepositoryArguments, imageRepositoryPath } from "../../gke/imageRepository";
import { configured } from "../harness/configuredPlan";
import { gkeSettings } from "../harness/gkeSettings";

const cluster = { kind: "gke", name: "telemetry-test", project: "acme-test", location: "europe-west1-b" };
const REPOSITORY = "gcp:artifactregistry/repository:Repository";
const READER = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember";

describe("an image repository", () => {
  it("is in the cluster's region, for images whose tags stay where they are", () => {
    const { location, format, dockerConfig, project } = imageRepositoryArguments(gkeSettings(), "telemetry", "test");
    assert.deepEqual(
      { location, format, dockerConfig, project },
      { location: "europe-west1", format: "DOCKER", dockerConfig: { immutableTags: true }, project: "acme-test" },
    );
    assert.equal(imageRepositoryPath(gkeSettings(), "telemetry"), "europe-west1-docker.pkg.dev/acme-test/telemetry");
  });

  it("cannot be deleted while the cluster cannot", () => {
    const policy = (deletionProtection: boolean) =>
      imageRepositoryArguments(gkeSettings({ deletionProtection }), "telemetry", "test").deletionPolicy;
    assert.deepEqual([policy(true), policy(false)], ["PREVENT", "DELETE"]);
  });

  it("is read by the nodes, before there are any, and its path is an output", async () => {
    const { resources, outputs, problems } = await configured({
      cluster: { ...cluster, imageRepository: "telemetry" },
    });
    assert.deepEqual(problems, []);
    const reader = resources.find(({ type }) => type === READER);
    assert.deepEqual(reader?.inputs["role"], "roles/artifactregistry.reader");
    assert.equal(reader.inputs["repository"], "telemetry");
    assert.equal(outputs["imageRepository"], "europe-west1-docker.pkg.dev/acme-test/telemetry");
  });

  it("is nowhere without the setting", async () => {
    const { resources, outputs } = await configured({ cluster });
    assert.ok(resources.every(({ type }) => type !== REPOSITORY && type !== READER));
    assert.ok(!("imageRepository" in outputs));
  });

  it("has a name that Google takes", async () => {
    for (const imageRepository of ["Telemetry", "1st", "a-", "a_b", "a".repeat(64)]) {
      const { problems } = await configured({ cluster: { ...cluster, imageRepository } });
      assert.deepEqual(
        problems.map(({ path }) => path),
        ["gke-telemetry:cluster.imageRepository"],
        imageRepository,
      );
    }
  });
});
