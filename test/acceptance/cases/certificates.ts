import assert from "node:assert/strict";
import { eventually } from "../../programs/processes";
import { type Certificate, selfSignedCertificate, serverCertificate } from "../../harness/credentials/openssl";
import { startTarget, type Target } from "../applications/targets";
import { Tenants } from "../tenants/tenants";

const METRICS = "# TYPE certified gauge\ncertified 1\n";
const SERVER_NAME = "metrics.example.internal";
const VERIFY = { "prometheus.io/tls-verify": "true" };

const authority = selfSignedCertificate("authority");

interface Pod {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Its certificate; undefined where it answers in clear text. */
  readonly certificate: (podIP: string) => Certificate | undefined;
}

const byAuthority = (podIP: string) => serverCertificate(authority, `IP:${podIP}`);
const bySelf = (podIP: string) => selfSignedCertificate("pod", [`subjectAltName=IP:${podIP},DNS:${SERVER_NAME}`]);
const named = (name: string) => () => serverCertificate(authority, `DNS:${name}`);

/** By the server name of the settings: the pods that are scraped, and those that are not. */
const CASES: readonly {
  readonly serverName?: string;
  readonly scraped: readonly Pod[];
  readonly refused: readonly Pod[];
}[] = [
  {
    scraped: [
      { name: "certified", annotations: VERIFY, certificate: byAuthority },
      { name: "not-verified", annotations: { "prometheus.io/scheme": "https" }, certificate: bySelf },
    ],
    refused: [
      { name: "self-signed", annotations: VERIFY, certificate: bySelf },
      { name: "of-another-pod", annotations: VERIFY, certificate: () => serverCertificate(authority, "IP:127.0.0.1") },
      { name: "mistyped", annotations: { "prometheus.io/tls-verify": "True" }, certificate: bySelf },
      {
        name: "clear-text",
        annotations: { ...VERIFY, "prometheus.io/scheme": "http" },
        certificate: () => undefined,
      },
    ],
  },
  {
    serverName: SERVER_NAME,
    scraped: [{ name: "named", annotations: VERIFY, certificate: named(SERVER_NAME) }],
    refused: [{ name: "named-otherwise", annotations: VERIFY, certificate: named("shop.example.internal") }],
  },
];

for (const { serverName, scraped, refused } of CASES)
  describe(`certificates of pods, verified for ${serverName ?? "the pod's IP"}`, () => {
    let tenants: Tenants;
    const targets = new Map<string, Target>();

    before(async () => {
      tenants = await Tenants.start({
        distribution: "gke-telemetry",
        agent: { scrapeAuthority: authority.cert, ...(serverName && { scrapeServerName: serverName }) },
      });
      for (const { name, annotations, certificate } of [...scraped, ...refused]) {
        const scrape = { "prometheus.io/scrape": "true", "prometheus.io/port": "8443", ...annotations };
        const { podIP } = await tenants.pod({ name, namespace: "certified", annotations: scrape });
        const options = { address: podIP, port: 8443, metrics: () => METRICS, clients: () => [] };
        targets.set(name, await startTarget({ ...options, tls: certificate(podIP) }));
      }
    });

    after(async () => {
      for (const target of targets.values()) await target.stop();
      await (tenants as Tenants | undefined)?.stop();
    });

    const upOf = (name: string, value: number) =>
      eventually(
        `${name} is scraped`,
        60,
        async () => {
          const series = await tenants.store.query(`up{k8s_pod_name="${name}", job="kubernetes-pods"}`);
          assert.deepEqual(
            series.map((one) => one.value),
            [value],
          );
        },
        [tenants.agent.process],
      );

    for (const { name } of scraped)
      it(`lets the pod ${name} be scraped`, async () => {
        await upOf(name, 1);
        assert.equal((await tenants.store.query(`certified{k8s_pod_name="${name}"}`)).length, 1);
      });

    for (const { name } of refused)
      it(`keeps the pod ${name} from being scraped, and shows it as down`, async () => {
        await upOf(name, 0);
        assert.deepEqual(targets.get(name)?.requests, []);
        assert.deepEqual(await tenants.store.query(`certified{k8s_pod_name="${name}"}`), []);
      });
  });
