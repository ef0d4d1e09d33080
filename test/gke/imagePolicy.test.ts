import assert from "node:assert/strict";
import { imagePolicyArguments } from "../../gke/imagePolicy";
import { IMAGES } from "../../contract/images";
import { configured } from "../harness/configuredPlan";
import { gkeSettings } from "../harness/gkeSettings";

const ATTESTORS = ["projects/acme-test/attestors/built-by-ci", "projects/acme-sec/attestors/scanned"];
const DIGEST = `sha256:${"ab".repeat(32)}`;

function policyOf(values: Record<string, unknown> = {}, images = [{ repository: "quay.io/a/b", tag: "v1" }]) {
  const settings = gkeSettings({ imagePolicy: { attestors: ATTESTORS, ...values } });
  assert.ok(settings.imagePolicy);
  return imagePolicyArguments(settings, settings.imagePolicy, images);
}

const patterns = (policy: ReturnType<typeof policyOf>) =>
  policy.admissionWhitelistPatterns.map(({ namePattern }) => namePattern);

const cluster = { kind: "gke", name: "telemetry-test", project: "acme-test", location: "europe-west1-b" };

describe("an image policy", () => {
  it("requires every attestor in this cluster, and allows all images in the project's other clusters", () => {
    const { clusterAdmissionRules, defaultAdmissionRule, globalPolicyEvaluationMode } = policyOf();
    assert.deepEqual(clusterAdmissionRules, [
      {
        cluster: "europe-west1-b.telemetry-test",
        evaluationMode: "REQUIRE_ATTESTATION",
        enforcementMode: "ENFORCED_BLOCK_AND_AUDIT_LOG",
        requireAttestationsBies: ATTESTORS,
      },
    ]);
    assert.equal(defaultAdmissionRule.evaluationMode, "ALWAYS_ALLOW");
    assert.equal(globalPolicyEvaluationMode, "ENABLE");
  });

  it("only logs rejections with mode dryRun", () => {
    assert.equal(policyOf({ mode: "dryRun" }).clusterAdmissionRules[0]?.enforcementMode, "DRYRUN_AUDIT_LOG_ONLY");
  });

  it("exempts third-party images by their exact references, with and without the tag if they have a digest", () => {
    assert.deepEqual(patterns(policyOf()), ["quay.io/a/b:v1"]);
    assert.deepEqual(
      patterns(
        policyOf({ allowedImages: ["registry.example.com/tools/*"] }, [
          { repository: "quay.io/a/b", tag: "v1", digest: DIGEST } as never,
        ]),
      ),
      [`quay.io/a/b:v1@${DIGEST}`, `quay.io/a/b@${DIGEST}`, "registry.example.com/tools/*"],
    );
  });

  it("is created before the cluster, and only if it is set", async () => {
    const isPolicy = ({ type }: { type: string }) => type === "gcp:binaryauthorization/policy:Policy";
    const { resources, problems } = await configured({
      cluster: { ...cluster, imagePolicy: { attestors: ATTESTORS } },
    });
    assert.deepEqual(problems, []);
    assert.equal(resources.filter(isPolicy).length, 1);
    const place = (type: string) => resources.findIndex((one) => one.type === type);
    assert.ok(place("gcp:binaryauthorization/policy:Policy") < place("gcp:container/cluster:Cluster"));
    assert.equal((await configured({ cluster })).resources.filter(isPolicy).length, 0);
  });

  it("does not exempt a custom collector image, which the project's attestors can attest", async () => {
    const allowed = async (settings: Record<string, unknown>) => {
      const { resources } = await configured({
        cluster: { ...cluster, imagePolicy: { attestors: ATTESTORS } },
        ...settings,
      });
      return JSON.stringify(resources.find(({ type }) => type.startsWith("gcp:binaryauthorization")));
    };
    const own = await allowed({ collectorImage: { repository: "registry.example.com/otelcol" } });
    assert.ok(!own.includes("otelcol") && !own.includes(IMAGES.collector.repository));
    const contrib = await allowed({});
    const { ownCollector, ...others } = IMAGES;
    assert.ok(!contrib.includes(ownCollector.repository));
    for (const { repository, tag } of Object.values(others)) assert.ok(contrib.includes(`${repository}:${tag}`));
  });

  it("rejects invalid attestors, and wildcards that are not at the end", async () => {
    for (const [imagePolicy, path] of [
      [{ attestors: ["built-by-ci"] }, "attestors[0]"],
      [{ attestors: [] }, "attestors"],
      [{ attestors: ATTESTORS, allowedImages: ["registry.example.com/*/a"] }, "allowedImages[0]"],
      [{ attestors: ATTESTORS, allowedImages: ["*"] }, "allowedImages[0]"],
    ] as const) {
      const { problems } = await configured({ cluster: { ...cluster, imagePolicy } });
      assert.deepEqual(
        problems.map((problem) => problem.path),
        [`gke-telemetry:cluster.imagePolicy.${path}`],
      );
    }
  });
});
