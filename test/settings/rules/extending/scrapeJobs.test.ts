import assert from "node:assert/strict";
import { problemText } from "../../../../settings/problems";
import { validate } from "../../../../settings/validate";

const job = (more: Record<string, unknown> = {}) => ({ name: "databases", targets: ["db.example.com:9187"], ...more });

function problemsOf(...scrapeJobs: unknown[]): string[] {
  const cluster = { kind: "existing", name: "shop" };
  return validate({ environment: "dev", cluster, scrapeJobs }, {}).problems.map(problemText);
}

describe("scrape jobs of one's own", () => {
  it("name hosts, addresses and Services", () => {
    assert.deepEqual(problemsOf(job({ targets: ["10.8.0.4:9100", "[2001:db8::4]:9100", "x.storage.svc:80"] })), []);
    assert.deepEqual(problemsOf(job({ scheme: "https", serverName: "db.example.com", basicAuthSecret: "db" })), []);
  });

  for (const target of [
    "169.254.169.254:80",
    "metadata.google.internal:80",
    "localhost:9100",
    "127.0.0.1:9100",
    "[::1]:9100",
    "[fe80::1]:9100",
    "kubernetes.default.svc:443",
    "node-7.example.com:10250",
    "10.0.0.4:10255",
    "etcd.example.com:2379",
    "db.example.com:99999",
  ])
    it(`do not ask ${target}`, () => {
      assert.match(
        problemsOf(job({ targets: [target] }))[0]!,
        /scrapeJobs\[0\]\.targets\[0\] is .+, but must not be a target/,
      );
    });

  for (const target of ["db.example.com", "http://db.example.com:80", "db:9187/metrics", "user@db:9187", "${env:X}:80"])
    it(`refuse ${target}, which is no host with a port`, () => {
      assert.match(problemsOf(job({ targets: [target] })).join(), /a host and a port, such as/);
    });

  it("send a password over https alone", () => {
    assert.match(problemsOf(job({ basicAuthSecret: "db" }))[0]!, /basicAuthSecret needs https.+scheme: https/);
  });

  it("have a password in a secret setting for each user name, and no other", () => {
    const cluster = { kind: "existing", name: "shop" };
    const found = (jobs: readonly unknown[], names?: readonly string[], isMap = true) =>
      validate(
        { environment: "dev", cluster, scrapeJobs: jobs },
        names === undefined ? {} : { scrapeJobPasswords: { encrypted: true, ...(isMap && { names }) } },
      ).problems.map(problemText);
    const named = job({ scheme: "https", username: "metrics" });
    assert.deepEqual(found([named], ["databases"]), []);
    assert.match(found([named]).join(), /scrapeJobPasswords\.databases is missing: the scrape job databases/);
    assert.match(found([job()], ["databases"]).join(), /databases is set, but no scrape job of this name has a user/);
    assert.match(found([named], [], false).join(), /scrapeJobPasswords must be a map of passwords/);
    assert.match(found([{ ...named, scheme: "http" }], ["databases"]).join(), /username needs https/);
    assert.match(found([{ ...named, basicAuthSecret: "db" }], ["databases"]).join(), /username is another/);
  });

  it("have names of their own", () => {
    assert.match(problemsOf(job(), job())[0]!, /scrapeJobs\[1\]\.name is "databases", but is the name of another job/);
    assert.match(problemsOf(job({ name: "node-exporter" }))[0]!, /name is "node-exporter", but is the name of another/);
  });
});
