/** The planned scraper, as a process of this machine, with targets that answer over TLS and want a password. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { stringify } from "yaml";
import { scraperConfig } from "../../../collector/scraper/config";
import type { Distribution } from "../../../contract/images";
import { parseSettings } from "../../../settings/parse";
import { scraperSizing } from "../../../settings/sizing/scraper";
import { temporaryFolder } from "../../../tools/files";
import { selfSignedCertificate } from "../../harness/credentials/openssl";
import { eventually, freePort, startProcess } from "../../programs/processes";
import { findPrograms } from "../../programs/programs";
import { PrometheusApi } from "../../programs/prometheusApi";

const PASSWORD = "s3cret";

for (const distribution of ["gke-telemetry", "contrib"] as const satisfies readonly Distribution[])
  describe(`static targets, with the image ${distribution}`, () => {
    const folder = temporaryFolder("gke-telemetry-static-");
    const stops: (() => unknown)[] = [];
    let store: PrometheusApi;
    let asked = 0;

    before(async () => {
      const programs = await findPrograms(["otelcol", "prometheus"]);
      const certificate = selfSignedCertificate("authority", ["subjectAltName=DNS:appliance.example.com"]);
      const login = `Basic ${Buffer.from(`scraper:${PASSWORD}`).toString("base64")}`;
      const target = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
        asked += 1;
        if (request.headers.authorization !== login) return response.writeHead(401).end();
        response.setHeader("content-type", "text/plain; version=0.0.4");
        return response.end('# TYPE disk_used_bytes gauge\ndisk_used_bytes{k8s_namespace_name="kube-system"} 7\n');
      });
      target.listen(0, "127.0.0.1");
      await once(target, "listening");
      stops.push(() => target.close());
      const address = target.address() as { port: number };

      const storePort = await freePort();
      const storeConfig = join(folder, "prometheus.yml");
      writeFileSync(storeConfig, "{}\n");
      const prometheus = startProcess(
        "static-store",
        programs.prometheus!,
        [
          `--config.file=${storeConfig}`,
          `--storage.tsdb.path=${join(folder, distribution)}`,
          `--web.listen-address=127.0.0.1:${storePort}`,
          "--web.enable-remote-write-receiver",
        ],
        { folder },
      );
      stops.push(() => prometheus.stop());
      store = new PrometheusApi(`http://127.0.0.1:${storePort}`);

      const settings = parseSettings({
        environment: "test",
        cluster: { kind: "existing", name: "test" },
        attributes: { "cloud.region": "europe-west1" },
        collectorImage: { distribution },
        agent: { scrapeIntervalSeconds: 1, scrapeTimeoutSeconds: 1 },
        scrapeJobs: [
          {
            name: "appliances",
            targets: [`appliance.example.com:${address.port}`],
            scheme: "https",
            authority: certificate.cert,
            serverName: "appliance.example.com",
            basicAuthSecret: "appliances",
          },
        ],
      });
      const secret = join(folder, "secret");
      mkdirSync(secret, { recursive: true });
      writeFileSync(join(secret, "username"), "scraper");
      writeFileSync(join(secret, "password"), PASSWORD);
      const config = scraperConfig({
        environment: settings.environment,
        clusterName: settings.cluster.name,
        attributes: settings.attributes,
        agent: settings.agent,
        jobs: settings.scrapeJobs,
        sizing: scraperSizing(settings),
        remoteWrite: {
          url: `${store.url}/api/v1/write`,
          headers: {},
          authentication: "none",
          authority: "public",
          version: "1.0",
        },
      });
      // The pod's folders and the target's address are this machine's.
      const text = stringify(config, { aliasDuplicateObjects: false })
        .replaceAll("/etc/otel/scrape/appliances", secret)
        .replace(`appliance.example.com:${address.port}`, `127.0.0.1:${address.port}`);
      const file = join(folder, `${distribution}.yaml`);
      writeFileSync(file, text);
      const collector = startProcess(
        "static-scraper",
        programs.otelcol!,
        [`--config=${file}`, "--feature-gates=exporter.prometheusremotewritexporter.RetryOn429"],
        { folder, environment: { ...process.env, MY_POD_IP: "127.0.0.1" } },
      );
      stops.push(() => collector.stop());
    });

    after(async () => {
      for (const stop of stops.reverse()) await stop();
    });

    it("are scraped over verified TLS with the password of the Secret, and stored as of no pod", async () => {
      await eventually("a sample is stored", 60, async () => {
        const [series] = await store.query("disk_used_bytes");
        assert.ok(series, `the target was asked ${asked} times`);
        const { instance, ...labels } = series.labels;
        assert.match(instance!, /^127\.0\.0\.1:\d+$/);
        assert.deepEqual(labels, {
          __name__: "disk_used_bytes",
          job: "appliances",
          collector: "otel-collector",
          k8s_cluster_name: "test",
          deployment_environment: "test",
          cloud_region: "europe-west1",
          exported_k8s_namespace_name: "kube-system",
        });
      });
      const [up] = await store.query('up{job="appliances"}');
      assert.equal(up!.value, 1);
    });
  });
