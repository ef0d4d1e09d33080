import assert from "node:assert/strict";
import { join } from "node:path";
import { stringify } from "yaml";
import type { KubernetesObject } from "../cluster/kubernetes";
import { applyObjects, isWorkload, removeObjects } from "../cluster/objects";
import { environment } from "../environment";
import { chartFolder, chartObjects } from "../stack/chart";
import { planStack } from "../stack/plan";

const STACK_FILE = join("test", "examples", "own-additions", "settings.yaml");

type Texts = Readonly<Record<string, string>>;
interface Labelled {
  readonly metadata: { readonly labels?: Texts; readonly annotations?: Texts };
}
interface Workload {
  readonly spec: {
    readonly selector: object;
    readonly template: Labelled & { readonly spec: { readonly imagePullSecrets?: readonly object[] } };
  };
}

/** A plan does not have the content of Secrets, and the API server reads that of this type. */
function withCredentials(object: KubernetesObject): KubernetesObject {
  const { type } = object as { readonly type?: string };
  if (type !== "kubernetes.io/dockerconfigjson") return object;
  const stringData = { ".dockerconfigjson": JSON.stringify({ auths: {} }) };
  return { ...object, stringData } as KubernetesObject;
}

describe("what a team adds of its own", () => {
  let objects: readonly KubernetesObject[] = [];
  /** Without the chart its objects are put together from what tests need of it, and labels are not among that. */
  const isWhole = () => Boolean(chartFolder());

  before(async () => {
    const { folder, programs } = environment();
    const plan = await planStack("staging", join(folder, "own-additions"), STACK_FILE);
    const charts = await Promise.all(plan.charts.map((chart) => chartObjects(chart, programs.helm)));
    objects = [...plan.manifests, ...(isWhole() ? charts.flat() : [])].map(withCredentials);
    assert.ok(objects.filter(isWorkload).length >= (isWhole() ? 8 : 5));
  });

  after(async () => {
    await removeObjects(environment().server, objects);
  });

  it("is accepted by the API server, without a warning", async () => {
    assert.deepEqual(await applyObjects(environment().server, objects), []);
  });

  it("is on each object and each pod, those of the chart too, and in no selector", () => {
    for (const object of objects) {
      const name = `${object.kind} ${object.metadata.name}`;
      assert.equal((object as Labelled).metadata.labels?.["cost-center"], "4711", name);
      if (!isWorkload(object)) continue;
      const { selector, template } = (object as unknown as Workload).spec;
      assert.equal(template.metadata.labels?.["cost-center"], "4711", name);
      assert.equal(template.metadata.annotations?.["example.com/contact"], "platform@example.com", name);
      assert.deepEqual(template.spec.imagePullSecrets, [{ name: "mirror" }, { name: "image-pull-credentials" }], name);
      assert.ok(!stringify(selector).includes("cost-center"), name);
    }
  });

  it("annotates every object but those for which the chart has no value", () => {
    const bare = objects.filter(
      (object) => (object as Labelled).metadata.annotations?.["example.com/contact"] === undefined,
    );
    const kinds = new Set(bare.map(({ kind }) => kind));
    assert.deepEqual(
      [...kinds].sort(),
      isWhole() ? ["ConfigMap", "HorizontalPodAutoscaler", "PodDisruptionBudget"] : [],
    );
  });
});
