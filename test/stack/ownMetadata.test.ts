import assert from "node:assert/strict";
import { checkResources } from "../../policy/run";
import { validate } from "../../settings/validate";
import type { PlannedResource } from "../../tools/plan/engine";
import type { Plan } from "../../tools/plan/plan";
import { configured, EVERY_PART } from "../harness/configuredPlan";

const LABELS = { "cost-center": "42", "example.com/owner": "platform" };
const ANNOTATIONS = { "example.com/contact": "platform@example.com" };
const OWN = { metadata: { labels: LABELS, annotations: ANNOTATIONS }, imagePullSecrets: ["mirror"] };
const SECRETS = { imagePullCredentials: JSON.stringify({ auths: { "registry.example.com": { auth: "eA==" } } }) };
const CHART = "kubernetes:helm.sh/v4:Chart";

type Texts = Readonly<Record<string, string>>;
interface Metadata {
  readonly name: string;
  readonly labels?: Texts;
  readonly annotations?: Texts;
}
interface Inputs {
  readonly metadata: Metadata;
  readonly spec?: { readonly template?: { readonly metadata: Metadata; readonly spec: Record<string, unknown> } };
  readonly values: Readonly<Record<string, unknown>>;
}

const kubernetes = (plan: Plan) =>
  plan.resources.filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith("Patch"));
const objects = (plan: Plan) => kubernetes(plan).filter(({ type }) => type !== CHART);
const charts = (plan: Plan) => kubernetes(plan).filter(({ type }) => type === CHART);
const inputsOf = ({ inputs }: PlannedResource) => inputs as unknown as Inputs;
const has = (texts: Texts | undefined, wanted: Texts) =>
  Object.entries(wanted).every(([key, value]) => texts?.[key] === value);

/** A copy without what the settings add. */
function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== "object" || value === null) return value;
  const added = new Set(["imagePullSecrets", ...Object.keys({ ...LABELS, ...ANNOTATIONS })]);
  const kept = Object.entries(value)
    .filter(([key]) => !added.has(key))
    .map(([key, item]) => [key, without(item)] as const)
    .filter(([, item]) => typeof item !== "object" || item === null || Object.keys(item).length > 0);
  return Object.fromEntries(kept);
}

describe("labels and annotations of one's own", () => {
  let plan: Plan;
  let plain: Plan;
  before(async () => {
    const every = { ...EVERY_PART, agent: { ...EVERY_PART.agent, serviceMonitor: true }, mesh: "istio" };
    plain = await configured(every);
    plan = await configured({ ...every, ...OWN }, SECRETS);
    assert.deepEqual(plan.problems, []);
  });

  it("are on every object and every pod", () => {
    assert.ok(objects(plan).length > 80);
    for (const resource of objects(plan)) {
      const { metadata, spec } = inputsOf(resource);
      for (const one of [metadata, ...(spec?.template ? [spec.template.metadata] : [])]) {
        assert.ok(has(one.labels, LABELS), `labels of ${resource.urn}`);
        assert.ok(has(one.annotations, ANNOTATIONS), `annotations of ${resource.urn}`);
      }
    }
  });

  it("are in the values of every chart", () => {
    assert.ok(charts(plan).length >= 6);
    for (const resource of charts(plan)) {
      const { values } = inputsOf(resource);
      assert.deepEqual(values["additionalLabels"], LABELS);
      assert.ok(has(values["podLabels"] as Texts, LABELS));
      assert.ok(has(values["podAnnotations"] as Texts, ANNOTATIONS));
      assert.deepEqual(values["annotations"], ANNOTATIONS);
    }
  });

  it("leave every pod with the pull secrets, and every namespace with the one of the stack", () => {
    const wanted = [{ name: "mirror" }, { name: "image-pull-credentials" }];
    for (const { values } of charts(plan).map(inputsOf)) assert.deepEqual(values["imagePullSecrets"], wanted);
    const pods = objects(plan).flatMap((resource) => inputsOf(resource).spec?.template ?? []);
    assert.ok(pods.length > 5);
    for (const { spec } of pods) assert.deepEqual(spec["imagePullSecrets"], wanted);
    const namespaces = objects(plan).filter(({ type }) => type.endsWith(":Namespace"));
    const made = objects(plan)
      .filter(({ inputs }) => inputs["type"] === "kubernetes.io/dockerconfigjson")
      .map(({ inputs }) => (inputs["metadata"] as { namespace: string }).namespace);
    assert.deepEqual(made.sort(), namespaces.map((resource) => inputsOf(resource).metadata.name).sort());
  });

  it("change nothing else, selectors and templates of volume claims least of all", () => {
    const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    for (const { urn, inputs } of plain.resources)
      assert.deepEqual(without(byUrn.get(urn)?.inputs), without(inputs), urn);
    for (const resource of kubernetes(plan)) {
      const { spec } = resource.inputs as { spec?: Record<string, unknown> };
      for (const fixed of ["selector", "podSelector", "volumeClaimTemplates", "ingress", "egress"])
        assert.ok(!JSON.stringify(spec?.[fixed] ?? "").includes("cost-center"), `${fixed} of ${resource.urn}`);
    }
  });

  it("have no finding of the policies", () => {
    const found = checkResources(plan.resources, "prod", "2026-11-22").filter(({ level }) => level === "mandatory");
    assert.deepEqual(found, []);
  });

  it("are no key that the program itself has", () => {
    const all = kubernetes(plain).flatMap((resource) => {
      const { metadata, spec, values } = inputsOf(resource);
      if (resource.type === CHART) return Object.keys((values["podAnnotations"] as Texts | undefined) ?? {});
      const both = [metadata, ...(spec?.template ? [spec.template.metadata] : [])];
      return both.flatMap(({ labels, annotations }) => Object.keys({ ...labels, ...annotations }));
    });
    const used = new Set([...all, "component"]);
    for (const name of used) {
      const { problems } = validate(
        { environment: "test", cluster: { kind: "existing", name: "test" }, metadata: { labels: { [name]: "x" } } },
        {},
      );
      assert.deepEqual(problems.map(({ path }) => path).slice(0, 1), [`gke-telemetry:metadata.labels.${name}`], name);
    }
  });
});

describe("labels on Google Cloud", () => {
  it("are those that have Google's form, and the stack's own win", async () => {
    const cluster = { kind: "gke", name: "telemetry", project: "acme-dev", location: "europe-west1" };
    const labels = { ...LABELS, Team: "x", environment: "other" };
    const { resources, problems } = await configured({ cluster, metadata: { labels } });
    assert.deepEqual(problems, []);
    const made = resources.find(({ type }) => type === "gcp:container/cluster:Cluster");
    assert.deepEqual(made?.inputs["resourceLabels"], {
      "cost-center": "42",
      "managed-by": "gke-telemetry",
      environment: "test",
      cluster: "telemetry",
    });
    const found = checkResources(resources, "prod", "2026-11-22").filter(({ rule }) => rule === "modelled-cloud");
    assert.deepEqual(found, []);
  });
});

describe("credentials for registries", () => {
  const problemsOf = async (imagePullCredentials: string) =>
    (await configured({}, { imagePullCredentials })).problems.map(({ path, rule }) => `${path} ${rule}`);

  it("have to be the content of a Docker configuration file", async () => {
    assert.match((await problemsOf("password")).join(), /imagePullCredentials must be the content of a Docker/);
    assert.match((await problemsOf('{"credsStore": "desktop"}')).join(), /imagePullCredentials must be/);
    assert.deepEqual(await problemsOf('{"auths": {}}'), []);
  });
});
