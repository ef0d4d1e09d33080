import assert from "node:assert/strict";
import { problemText } from "../../settings/problems";
import { validate } from "../../settings/validate";
import { selfSignedCertificate } from "../harness/credentials/openssl";

const gke = { kind: "gke", name: "telemetry-dev", project: "acme-dev", location: "europe-west1-b" };
const existing = { kind: "existing", name: "local" };

function problemsOf(changes: Record<string, unknown>, credentials = {}): string[] {
  return validate({ environment: "dev", cluster: existing, ...changes }, credentials).problems.map(problemText);
}

describe("settings", () => {
  it("need nothing but an environment and a cluster", () => {
    const { settings, problems } = validate({ environment: "dev", cluster: existing }, {});
    assert.deepEqual(problems, []);
    assert.equal(settings?.agent.profile, "default");
    assert.equal(settings.agent.scrapeIntervalSeconds, 30);
    assert.deepEqual(settings.agent.tolerations, [{ operator: "Exists" }]);
    assert.deepEqual(settings.metrics, {
      kind: "prometheus",
      retentionHours: 12,
      credentialsGeneration: 1,
      storageGiB: 20,
      responseMilliseconds: 100,
    });
  });

  it("take certificates in PEM, and neither a private key nor anything else", () => {
    const { cert, key } = selfSignedCertificate("authority");
    const withoutLine = cert.split("\n").toSpliced(3, 1).join("\n");
    const problems = (scrapeAuthority: string) => problemsOf({ agent: { scrapeAuthority } });
    for (const valid of [cert, cert + cert]) assert.deepEqual(problems(valid), []);
    for (const invalid of ["", "internal-ca", key, cert + key, cert.slice(0, -50), cert.replace("M", "!"), withoutLine])
      assert.match(problems(invalid).join(), /scrapeAuthority.* one or more certificates in PEM/);
  });

  it("protect a cluster from deletion unless told otherwise", () => {
    const { settings } = validate({ environment: "dev", cluster: gke }, {});
    assert.ok(settings?.cluster.kind === "gke" && settings.cluster.deletionProtection);
  });

  it("tell every problem at once: misspelt key, wrong value, impossible pairs", () => {
    const paths = validate(
      {
        environment: "dev",
        cluster: existing,
        agent: { profle: "low", scrapeTimeoutSeconds: 60, locality: "prefer", logLevel: "loud" },
        metrics: { kind: "prometheus", retentionHours: 8760 },
      },
      {},
    ).problems.map(({ path }) => path);
    assert.deepEqual(paths.sort(), [
      "gke-telemetry:agent.locality",
      "gke-telemetry:agent.logLevel",
      "gke-telemetry:agent.profle",
      "gke-telemetry:agent.scrapeTimeoutSeconds",
      "gke-telemetry:metrics.retentionHours",
    ]);
  });

  it("give each problem a rule and a fix", () => {
    const { problems } = validate({ environment: 5, cluster: { kind: "aks" }, agent: 3, foo: null }, {});
    assert.ok(problems.length >= 4);
    for (const problem of problems) {
      assert.match(problem.path, /^gke-telemetry:/);
      assert.ok(problem.rule.length > 5 && problem.fix.length > 5, JSON.stringify(problem));
    }
  });
});

describe("an address", () => {
  it("of runbooks has to be whole and over https: an alert links to it", () => {
    assert.deepEqual(problemsOf({ alerts: { runbookBaseUrl: "https://wiki.example.com/runbooks/" } }), []);
    for (const runbookBaseUrl of ["http://wiki.example.com/runbooks", "docs/runbooks"])
      assert.deepEqual(problemsOf({ alerts: { runbookBaseUrl } }), [
        `gke-telemetry:alerts.runbookBaseUrl is "${runbookBaseUrl}", but must be an address that begins with https://. Set gke-telemetry:alerts.runbookBaseUrl to an address that begins with https://.`,
      ]);
  });

  it("of a remote endpoint may be a plain one, without credentials", () => {
    assert.deepEqual(problemsOf({ metrics: { kind: "remote", url: "ftp://mimir.example.com" } }), [
      'gke-telemetry:metrics.url is "ftp://mimir.example.com", but must be an address that begins with http:// or https://. Set gke-telemetry:metrics.url to an address that begins with http:// or https://.',
    ]);
  });
});

describe("an unknown key", () => {
  it("is answered with the one that was meant", () => {
    assert.deepEqual(problemsOf({ agent: { scrapeIntervallSeconds: 15 } }), [
      "gke-telemetry:agent.scrapeIntervallSeconds is 15, but is not a known setting. Did you mean gke-telemetry:agent.scrapeIntervalSeconds?",
    ]);
  });

  it("is answered with the known ones if none is near", () => {
    assert.deepEqual(problemsOf({ grafana: { colour: "blue" } }), [
      'gke-telemetry:grafana.colour is "blue", but is not a known setting. Remove it. Known settings here: enabled, ingress, traces, image, logs, dashboards, oauth.',
    ]);
  });

  it("of the other kind of cluster says to which kind it belongs", () => {
    assert.deepEqual(problemsOf({ cluster: { ...existing, project: "acme-dev" } }), [
      'gke-telemetry:cluster.project is "acme-dev", but requires gke-telemetry:cluster.kind: gke, but the kind is existing. Remove gke-telemetry:cluster.project, or set gke-telemetry:cluster.kind: gke.',
    ]);
    assert.deepEqual(problemsOf({ cluster: { ...gke, context: "kind" } }), [
      'gke-telemetry:cluster.context is "kind", but requires gke-telemetry:cluster.kind: existing, but the kind is gke. Remove gke-telemetry:cluster.context, or set gke-telemetry:cluster.kind: existing.',
    ]);
  });
});

describe("a name that Kubernetes would refuse", () => {
  it("is refused before anything is created", () => {
    assert.deepEqual(problemsOf({ agent: { nodeSelector: { "a key": "b" }, priorityClassName: "High!" } }), [
      'gke-telemetry:agent.nodeSelector.a key is "b", but must have a name that is a label key: letters, digits, hyphens, dots and underscores, before them a DNS name and a slash where it has one, such as cloud.google.com/gke-spot. Rename gke-telemetry:agent.nodeSelector.a key.',
      'gke-telemetry:agent.priorityClassName is "High!", but must be a DNS name: lower-case letters, digits, hyphens and dots, such as my-object. Set gke-telemetry:agent.priorityClassName to a DNS name.',
    ]);
  });
});

describe("rules across settings", () => {
  it("refuse a scrape timeout above the interval", () => {
    assert.deepEqual(problemsOf({ agent: { scrapeIntervalSeconds: 15, scrapeTimeoutSeconds: 20 } }), [
      "gke-telemetry:agent.scrapeTimeoutSeconds is 20, but must not exceed gke-telemetry:agent.scrapeIntervalSeconds, which is 15: otherwise a scrape could still be running when the next one is due. Set gke-telemetry:agent.scrapeTimeoutSeconds to 15 or less, or raise the interval.",
    ]);
  });

  it("take a scrape timeout equal to the interval", () => {
    assert.deepEqual(problemsOf({ agent: { scrapeIntervalSeconds: 10, scrapeTimeoutSeconds: 10 } }), []);
  });

  it("refuses a shortest interval above the stack's own", () => {
    assert.deepEqual(problemsOf({ agent: { scrapeIntervalSeconds: 15, shortestIntervalSeconds: 20 } }), [
      "gke-telemetry:agent.shortestIntervalSeconds is 20, but must not exceed gke-telemetry:agent.scrapeIntervalSeconds, which is 15: pods without an annotation would be scraped more often than pods may ask for. Set gke-telemetry:agent.shortestIntervalSeconds to 15 or less, or remove it.",
    ]);
    assert.deepEqual(problemsOf({ agent: { scrapeIntervalSeconds: 15, shortestIntervalSeconds: 15 } }), []);
  });

  it("refuse a limiter that the container's limit would never let act", () => {
    assert.deepEqual(problemsOf({ agent: { memoryLimiterMiB: 512 } }), [
      "gke-telemetry:agent.memoryLimiterMiB is 512, but must be at most 409, which is 80 % of the container's memory limit of 512 MiB: above that the kernel kills the agent before the memory limiter acts. Set gke-telemetry:agent.memoryLimiterMiB to 409 or less, or gke-telemetry:agent.memoryLimitMiB to 640 or more.",
    ]);
  });

  it("refuse a memory limit below the profile's request", () => {
    assert.deepEqual(problemsOf({ agent: { profile: "high", samplesPerSecond: 1000, memoryLimitMiB: 128 } }), [
      "gke-telemetry:agent.memoryLimitMiB is 128, but must be at least 256, the memory request of profile high. Set gke-telemetry:agent.memoryLimitMiB to 256 or more, or choose a smaller gke-telemetry:agent.profile.",
    ]);
  });

  it("refuse to prefer the node while enriching", () => {
    assert.deepEqual(problemsOf({ agent: { locality: "prefer" } }), [
      'gke-telemetry:agent.locality is "prefer", but cannot be combined with gke-telemetry:agent.enrich: true: an agent watches the pods of its own node only, so data that falls back to it from another node would get no Kubernetes attributes. Set gke-telemetry:agent.locality: require, or gke-telemetry:agent.enrich: false.',
    ]);
    assert.deepEqual(problemsOf({ agent: { locality: "prefer", enrich: false } }), []);
  });

  it("refuse more nodes at least than at most", () => {
    assert.deepEqual(problemsOf({ cluster: { ...gke, nodePool: { minNodes: 7 } } }), [
      "gke-telemetry:cluster.nodePool.minNodes is 7, but must not exceed gke-telemetry:cluster.nodePool.maxNodes, which is 5. Lower gke-telemetry:cluster.nodePool.minNodes or raise gke-telemetry:cluster.nodePool.maxNodes.",
    ]);
  });

  it("refuse ranges of a network that overlap", () => {
    assert.deepEqual(problemsOf({ cluster: { ...gke, podsCidr: "10.0.8.0/21" } }), [
      'gke-telemetry:cluster.podsCidr is "10.0.8.0/21", but must not overlap gke-telemetry:cluster.nodesCidr, which is 10.0.0.0/20. Choose ranges that do not overlap, such as 10.0.0.0/20 for nodes, 10.4.0.0/14 for pods and 10.8.0.0/20 for Services.',
    ]);
    assert.deepEqual(problemsOf({ cluster: { ...gke, podsCidr: "10.0.16.0/20" } }), []);
  });

  it("refuse to open the control plane to everybody", () => {
    const authorizedNetworks = [{ name: "all", cidr: "0.0.0.0/0" }];
    assert.deepEqual(problemsOf({ cluster: { ...gke, authorizedNetworks } }), [
      'gke-telemetry:cluster.authorizedNetworks[0].cidr is "0.0.0.0/0", but must not be a large part of the internet, which ranges shorter than /8 are: a few of them admit every host to the control plane. List only the ranges that need access, or none: the DNS endpoint admits every identity that IAM allows.',
    ]);
    const halves = ["0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8"].map((cidr) => ({ name: "part", cidr }));
    assert.equal(problemsOf({ cluster: { ...gke, authorizedNetworks: halves } }).length, 2);
  });

  it("refuse a retention that cannot fit the volume, with the arithmetic", () => {
    assert.deepEqual(problemsOf({ metrics: { kind: "prometheus", retentionHours: 720, storageGiB: 20 } }), [
      "gke-telemetry:metrics.retentionHours is 720, but does not fit gke-telemetry:metrics.storageGiB of 20: 720 h × 3,600 s × 15,000 samples/s × 2 bytes, and 450,000 series × 145 bytes of index in each block of 54 h = 73.2 GiB, and 80 % of the volume is 16.0 GiB. Set gke-telemetry:metrics.storageGiB to 92 or more, or gke-telemetry:metrics.retentionHours to 144 or less.",
    ]);
  });

  it("take the retention and the volume that the fix names", () => {
    assert.deepEqual(problemsOf({ metrics: { kind: "prometheus", retentionHours: 720, storageGiB: 92 } }), []);
    assert.deepEqual(problemsOf({ metrics: { kind: "prometheus", retentionHours: 144, storageGiB: 20 } }), []);
  });

  it("refuse tolerations that Kubernetes would refuse", () => {
    assert.deepEqual(
      problemsOf({ agent: { tolerations: [{ operator: "Exists", key: "a", value: "b" }, { value: "c" }] } }),
      [
        'gke-telemetry:agent.tolerations[0].value is "b", but must be absent with operator Exists, which matches every value. Remove gke-telemetry:agent.tolerations[0].value, or set gke-telemetry:agent.tolerations[0].operator: Equal.',
        "gke-telemetry:agent.tolerations[1].key is missing: operator Equal compares the value of one key. Set gke-telemetry:agent.tolerations[1].key, or gke-telemetry:agent.tolerations[1].operator: Exists to tolerate every taint.",
      ],
    );
  });
});

describe("credentials", () => {
  const remote = { metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push" } };
  const encrypted = { encrypted: true };

  it("must be encrypted", () => {
    assert.deepEqual(problemsOf(remote, { remoteWriteBearerToken: { encrypted: false } }), [
      "gke-telemetry:remoteWriteBearerToken is not encrypted in the stack file. Set it again with: pulumi config set --secret gke-telemetry:remoteWriteBearerToken. Then rotate the credential, because it was readable.",
    ]);
  });

  it("of basic authentication come as a pair", () => {
    assert.deepEqual(problemsOf(remote, { remoteWriteUsername: encrypted }), [
      "gke-telemetry:remoteWritePassword is missing: basic authentication needs a user name and a password. Set it with: pulumi config set --secret gke-telemetry:remoteWritePassword.",
    ]);
  });

  it("are of one kind", () => {
    const all = { remoteWriteUsername: encrypted, remoteWritePassword: encrypted, remoteWriteBearerToken: encrypted };
    assert.equal(problemsOf(remote, all).length, 1);
  });

  it("go over https alone", () => {
    const plain = { metrics: { kind: "remote", url: "http://mimir.example.com/api/v1/push" } };
    assert.deepEqual(problemsOf(plain, { remoteWriteBearerToken: encrypted }), [
      'gke-telemetry:metrics.url is "http://mimir.example.com/api/v1/push", but must begin with https:// when credentials are sent to it. Use the https address of the endpoint.',
    ]);
  });

  it("do not stand in an address, and are not repeated in the message", () => {
    const [problem, ...more] = problemsOf({ metrics: { kind: "remote", url: "https://joe:canary@example.com/push" } });
    assert.deepEqual(more, []);
    assert.match(problem ?? "", /^gke-telemetry:metrics\.url must not contain a user name or password/);
    assert.doesNotMatch(problem ?? "", /canary/);
  });

  it("have no place where Prometheus runs in the cluster", () => {
    assert.deepEqual(problemsOf({}, { remoteWriteBearerToken: encrypted }), [
      "gke-telemetry:remoteWriteBearerToken is set, but gke-telemetry:metrics.kind is prometheus, which takes no credentials from settings. Remove gke-telemetry:remoteWriteBearerToken, or set gke-telemetry:metrics.kind: remote.",
    ]);
  });
});
