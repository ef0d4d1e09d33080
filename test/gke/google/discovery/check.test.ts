import assert from "node:assert/strict";
import { answerProblems, requestProblems } from "./check";
import { Methods } from "./methods";
import { EXAMPLE_DOCUMENT } from "./exampleDocument";

const methods = new Methods([EXAMPLE_DOCUMENT]);

/** Problems of the insertion of a network. */
function problems(body: unknown, query = "alt=json", path = "projects/acme/global/networks"): string[] {
  const called = methods.find("compute.googleapis.com", "POST", `compute/beta/${path}`);
  assert.ok(called, path);
  return requestProblems(called, new URLSearchParams(query), body);
}

describe("the check of requests to Google's APIs", () => {
  it("takes what the API takes", () => {
    const body = {
      name: "net",
      autoCreateSubnetworks: false,
      mtu: 1460,
      id: "18446744073709551615",
      routingConfig: { routingMode: "GLOBAL" },
      labels: { team: "a" },
      peerings: null,
    };
    assert.deepEqual(problems(body, "alt=json&prettyPrint=false"), []);
  });

  const refused: readonly [string, unknown, RegExp][] = [
    ["an unknown field", { name: "net", mtuBytes: 1 }, /^Unknown name "mtuBytes" at ''/],
    ["an unknown field inside", { name: "net", routingConfig: { mode: "GLOBAL" } }, /"mode" at 'routingConfig'/],
    ["an unknown field of a list's item", { name: "net", peerings: [{}, { x: 1 }] }, /"x" at 'peerings\[1\]'/],
    ["an unknown enum value", { name: "net", routingConfig: { routingMode: "global" } }, /GLOBAL, REGIONAL/],
    [
      "a text in place of a boolean",
      { name: "net", autoCreateSubnetworks: "no" },
      /'autoCreateSubnetworks' \(boolean\)/,
    ],
    ["a fraction in place of an integer", { name: "net", mtu: 1.5 }, /'mtu' \(integer int32\), 1.5/],
    ["a word in place of a large integer", { name: "net", id: "one" }, /'id' \(string uint64\), "one"/],
    ["a number in place of a text", { name: "net", labels: { team: 1 } }, /'labels.team' \(string\), 1/],
    ["an object in place of a list", { name: "net", peerings: {} }, /'peerings' \(list\)/],
    ["a list in place of an object", { name: "net", routingConfig: ["GLOBAL"] }, /'routingConfig' \(object\)/],
    ["a name that the API's expression does not match", { name: "Net" }, /field 'name': 'Net'/],
    ["a required field that is missing", { mtu: 1460 }, /^Required field 'name' not specified$/],
    ["no body", undefined, /^Required field 'name' not specified$/],
  ];
  for (const [what, body, sentence] of refused)
    it(`refuses ${what}`, () => {
      const found = problems(body);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", sentence);
    });

  it("refuses query parameters that the method does not have, and values that they cannot have", () => {
    assert.match(problems({ name: "net" }, "dryRun=true").join(), /Unknown name "dryRun": Cannot bind/);
    assert.match(problems({ name: "net" }, "alt=xml").join(), /'alt' \(enum\), "xml"/);
    assert.match(problems({ name: "net" }, "prettyPrint=1").join(), /'prettyPrint' \(boolean\), "1"/);
  });

  it("refuses a name in the path that the API's expression does not match", () => {
    assert.match(problems(undefined, "", "projects/acme/global/networks/Net:switchToCustomMode").join(), /'network'/);
  });

  it("refuses a body where the method takes none", () => {
    const path = "projects/acme/global/networks/net:switchToCustomMode";
    assert.deepEqual(problems({}, "", path), []);
    assert.match(problems({ name: "net" }, "", path).join(), /body is not allowed/);
  });
});

describe("the check of the stand-in's answers", () => {
  it("takes a number alone for a number, as Google's clients do", () => {
    const called = methods.find("compute.googleapis.com", "GET", "compute/beta/projects/acme/global/networks/net");
    assert.ok(called);
    assert.deepEqual(answerProblems(called, { name: "net", mtu: 1460 }), []);
    assert.match(answerProblems(called, { name: "net", mtu: "1460" }).join(), /'mtu' \(integer\), "1460"/);
  });
});

describe("the methods of Google's APIs", () => {
  const find = (host: string, verb: string, path: string) => methods.find(host, verb, path)?.method.id;

  it("are found by host, verb and path", () => {
    const path = "compute/beta/projects/acme/global/networks/net";
    assert.equal(find("compute.googleapis.com", "GET", path), "compute.networks.get");
    assert.equal(find("compute.googleapis.com", "DELETE", path), undefined);
    assert.equal(find("container.googleapis.com", "GET", path), undefined);
    assert.equal(find("compute.googleapis.com", "GET", `${path}/routes`), undefined);
    assert.equal(
      find("compute.googleapis.com", "POST", `${path}:switchToCustomMode`),
      "compute.networks.switchToCustomMode",
    );
  });
});
