import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { freePort } from "../../programs/processes";
import { FaultProxy } from "./proxy";

const ADDRESS = "127.0.0.1";

describe("the fault proxy", () => {
  const received: string[] = [];
  let store: Server;
  let proxy: FaultProxy;
  let url: string;

  const write = async (body: string) => (await fetch(url, { method: "POST", body })).status;

  beforeEach(async () => {
    received.length = 0;
    store = createServer((request, response) => {
      request.on("data", (chunk: Buffer) => received.push(chunk.toString()));
      request.on("end", () => response.writeHead(204).end());
    });
    const [storePort, proxyPort] = [await freePort(), await freePort()];
    await new Promise<void>((resolve) => store.listen(storePort, ADDRESS, resolve));
    proxy = new FaultProxy({ address: ADDRESS, port: proxyPort }, { address: ADDRESS, port: storePort }, false);
    await proxy.start();
    url = `http://${ADDRESS}:${proxyPort}/api/v1/write`;
  });

  afterEach(async () => {
    await proxy.stop();
    store.closeAllConnections();
    await new Promise((resolve) => store.close(resolve));
  });

  it("passes requests on, and the store's answer back", async () => {
    assert.equal(await write("one"), 204);
    assert.deepEqual(received, ["one"]);
    assert.deepEqual(proxy.failures(0, Infinity), []);
  });

  it("answers in the store's place", async () => {
    await proxy.set({ kind: "status", status: 503 });
    assert.equal(await write("one"), 503);
    assert.deepEqual(received, []);
    assert.equal(proxy.failures(0, Infinity).length, 1);
  });

  it("answers a share of the requests in the store's place", async () => {
    await proxy.set({ kind: "status", status: 503, share: 0.7 });
    for (let count = 0; count < 100; count += 1) await write("one");
    const failed = proxy.failures(0, Infinity).length;
    assert.ok(failed >= 60 && failed <= 80, `${failed} of 100 failed`);
  });

  it("lets the store have a request whose answer it drops", async () => {
    await proxy.set({ kind: "dropAnswer" });
    await assert.rejects(write("one"));
    assert.deepEqual(received, ["one"]);
  });

  it("keeps a request that it resets from the store", async () => {
    await proxy.set({ kind: "reset" });
    await assert.rejects(write("one"));
    assert.deepEqual(received, []);
  });

  it("refuses requests that are too large", async () => {
    await proxy.set({ kind: "smallRequests", maxBytes: 3 });
    assert.equal(await write("four"), 413);
    assert.equal(await write("one"), 204);
    assert.deepEqual(received, ["one"]);
  });

  it("refuses connections until it passes them again", async () => {
    await proxy.set({ kind: "refuse" });
    await assert.rejects(write("one"));
    await proxy.set({ kind: "pass" });
    assert.equal(await write("two"), 204);
    assert.deepEqual(received, ["two"]);
  });
});
