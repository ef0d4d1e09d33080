import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { EXAMPLE_DOCUMENT } from "./discovery/exampleDocument";
import { GoogleApi } from "./server";

describe("the stand-in for Google's APIs", () => {
  let google: GoogleApi;
  let address: string;
  let folder: string;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "google-api-"));
    const apiServer = { address: "127.0.0.1:6443", certificateAuthority: "" };
    google = new GoogleApi({ documents: [EXAMPLE_DOCUMENT], apiServer, logFile: path.join(folder, "requests.jsonl") });
    address = `${await google.start()}/compute.googleapis.com/compute/beta/projects/acme/global/networks`;
  });

  afterEach(async () => {
    await google.stop();
    fs.rmSync(folder, { recursive: true });
  });

  async function call(method: string, url: string, body?: unknown, headers = { authorization: "Bearer any" }) {
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    return { status: response.status, answer: (await response.json()) as { error?: { message: string } } };
  }

  it("has what was created, and says what a request did", async () => {
    assert.equal((await call("GET", `${address}/net`)).status, 404);
    assert.equal((await call("POST", address, { name: "net" })).status, 200);
    const { answer } = await call("GET", `${address}/net`);
    assert.equal((answer as { name?: string }).name, "net");
    assert.equal((await call("POST", address, { name: "net" })).status, 409);
    assert.deepEqual(google.store.names(), ["projects/acme/global/networks/net"]);
    assert.deepEqual(google.complaints, []);
  });

  it("refuses what the API refuses, changes nothing, and keeps the complaint", async () => {
    const { status, answer } = await call("POST", address, { name: "net", mtu: "large" });
    assert.equal(status, 400);
    assert.match(answer.error?.message ?? "", /Invalid value at 'mtu'/);
    assert.deepEqual(google.store.names(), []);
    assert.match(google.complaints.join(), /^POST .*\/networks: .*'mtu'/);
  });

  it("takes parameters with underscores in their names", async () => {
    assert.equal((await call("POST", `${address}?request_id=1`, { name: "net" })).status, 200);
  });

  it("names a call that it does not know", async () => {
    assert.equal((await call("POST", `${address}/net:switchToCustomMode`)).status, 501);
    assert.equal((await call("DELETE", `${address}/net`)).status, 501);
    assert.match(google.complaints[0] ?? "", /does not know compute.networks.switchToCustomMode/);
    assert.match(google.complaints[1] ?? "", /does not know DELETE .*\/networks\/net/);
  });

  it("asks for a token", async () => {
    const { status } = await call("GET", `${address}/net`, undefined, {} as { authorization: string });
    assert.equal(status, 401);
  });

  it("logs each request with its answer", async () => {
    await call("POST", address, { name: "net" });
    const [line = ""] = fs.readFileSync(path.join(folder, "requests.jsonl"), "utf8").split("\n");
    const { method, status, request } = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual(
      { method, status, request },
      { method: "compute.networks.insert", status: 200, request: { name: "net" } },
    );
  });
});
