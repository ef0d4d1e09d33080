import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { imageReference } from "../../contract/images";
import { refreshed } from "../../tools/digests/versionsFile";
import { registryDigest } from "../../tools/digests/registry";
import { UserError } from "../../tools/cli";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe("a registry", () => {
  let server: Server;
  let host: string;
  let answer: Answer;

  beforeEach((done) => {
    server = createServer((request, response) => {
      answer(request, response);
    });
    server.listen(0, "127.0.0.1", () => {
      host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  afterEach((done) => {
    server.close(done);
  });

  const image = () => ({ repository: `${host}/team/app`, tag: "1.2.3" });

  it("is asked for the list of all processors' images, and tells its digest", async () => {
    answer = ({ method, url, headers }, response) => {
      assert.equal(method, "HEAD");
      assert.equal(url, "/v2/team/app/manifests/1.2.3");
      assert.match(headers.accept ?? "", /^application\/vnd\.oci\.image\.index\.v1\+json/);
      response.setHeader("docker-content-digest", DIGEST).end();
    };
    assert.equal(await registryDigest(image(), "http"), DIGEST);
  });

  it("that wants a token is asked with one", async () => {
    answer = ({ url = "", headers }, response) => {
      if (url.startsWith("/token")) {
        assert.equal(url, "/token?service=reg&scope=repository%3Ateam%2Fapp%3Apull");
        response.end(JSON.stringify({ token: "anybody" }));
      } else if (headers.authorization === "Bearer anybody") response.setHeader("docker-content-digest", DIGEST).end();
      else {
        const challenge = `Bearer realm="http://${host}/token",service="reg",scope="repository:team/app:pull"`;
        response.writeHead(401, { "www-authenticate": challenge }).end();
      }
    };
    assert.equal(await registryDigest(image(), "http"), DIGEST);
  });

  it("that does not know the tag is an answer for people", async () => {
    answer = (_, response) => response.writeHead(404).end();
    await assert.rejects(registryDigest(image(), "http"), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /answers 404 for 127\.0\.0\.1:\d+\/team\/app:1\.2\.3\.$/);
      return true;
    });
  });

  it("that tells something else than a digest is not believed", async () => {
    answer = (_, response) => response.setHeader("docker-content-digest", "sha256:short").end();
    await assert.rejects(registryDigest(image(), "http"), /reports no digest/);
  });
});

describe("the lock of images", () => {
  const images = { new: { repository: "r/new", tag: "1" }, same: { repository: "r/same", tag: "1", digest: DIGEST } };

  it("gets what registries tell, and says what changed", async () => {
    const {
      images: after,
      lines,
      incomplete,
    } = await refreshed({ ...images, moved: { ...images.same, repository: "r/moved" } }, ({ repository }) =>
      Promise.resolve(repository === "r/moved" ? OTHER : DIGEST),
    );
    assert.deepEqual(lines, [`+ new: ${DIGEST}`, "  same: unchanged", `~ moved: ${DIGEST} -> ${OTHER}`]);
    assert.equal(after["new"]?.digest, DIGEST);
    assert.equal(incomplete, false);
  });

  it("never holds a digest that nobody told", async () => {
    const {
      images: after,
      lines,
      incomplete,
    } = await refreshed(images, () => Promise.reject(new UserError("registry.example cannot be reached: closed")));
    assert.deepEqual(after, images);
    assert.deepEqual(lines, [
      "! new: registry.example cannot be reached: closed",
      "! same: registry.example cannot be reached: closed",
    ]);
    assert.equal(incomplete, true);
  });

  it("makes Kubernetes pull by digest", () => {
    assert.equal(imageReference(images.new), "r/new:1");
    assert.equal(imageReference(images.same), `r/same:1@${DIGEST}`);
  });
});
