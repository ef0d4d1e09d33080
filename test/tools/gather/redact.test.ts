import assert from "node:assert/strict";
import { Redaction, REMOVED } from "../../../tools/gather/redact";

describe("what a bundle leaves out", () => {
  const password = 'p"ss\\word/+=1';
  const writings = [
    password,
    JSON.stringify(password),
    encodeURIComponent(password),
    Buffer.from(password).toString("base64"),
  ];

  for (const text of writings)
    it(`is a known secret, however it is written: ${text}`, () => {
      const redaction = new Redaction([password]);
      const left = redaction.text(`level=error url=x?p=${text} failed`);
      assert.ok(!left.includes(text.replaceAll('"', "")), left);
      assert.ok(!redaction.has(left));
      assert.ok(left.includes(REMOVED));
    });

  it("is what is secret by its form, where Secrets may not be read", () => {
    const redaction = new Redaction([]);
    const token = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.${"a".repeat(40)}`;
    const key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----";
    const text = redaction.text(
      `Authorization: Basic dXNlcjpwYXNzd29yZA== ${token}\n${key}\nhttps://user:hunter22@host/x`,
    );
    for (const secret of ["dXNlcjpwYXNzd29yZA", token, "MHcCAQEE", "hunter22"]) assert.ok(!text.includes(secret), text);
    assert.match(text, /https:\/\/\[removed\]@host\/x$/);
  });

  it("is what kubectl applied, who manages fields, and variables whose name says that they are secret", () => {
    const object = {
      metadata: {
        name: "prometheus",
        managedFields: [{ manager: "x" }],
        annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}", note: "kept" },
      },
      spec: {
        containers: [
          {
            env: [
              { name: "DB_PASSWORD", value: "x" },
              { name: "PORT", value: "80" },
            ],
          },
        ],
      },
    };
    assert.deepEqual(new Redaction([]).object(object), {
      metadata: { name: "prometheus", annotations: { note: "kept" } },
      spec: {
        containers: [
          {
            env: [
              { name: "DB_PASSWORD", value: REMOVED },
              { name: "PORT", value: "80" },
            ],
          },
        ],
      },
    });
  });
});
