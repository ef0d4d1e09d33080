import assert from "node:assert/strict";
import { acceptedGenerations } from "../../../contract/credentials/generations";
import { probeConfig, userName, webConfig } from "../../../workloads/pods/webServer";
import { principals, WEB_DIRECTORY } from "../../../workloads/prometheus/web";
import { settingsSchema } from "../../../settings/schema/settings";

const settings = (values: object) =>
  settingsSchema.parse({ environment: "test", cluster: { kind: "existing", name: "test" }, ...values });

describe("the passwords that Prometheus takes", () => {
  it("are known to it one step before the first client uses them, and until the last one has stopped", () => {
    const steps = [1, 2, 3, 4];
    for (const step of steps) {
      const before = acceptedGenerations(step);
      const after = acceptedGenerations(step + 1);
      // Server and clients learn of a step in any order.
      for (const used of [step, step + 1])
        assert.ok(before.includes(used) && after.includes(used), `${used} at ${step}`);
    }
  });

  it("are refused two steps later", () => {
    assert.deepEqual(acceptedGenerations(3), [2, 3, 4]);
    assert.deepEqual(acceptedGenerations(1), [1, 2]);
  });

  it("have a user each, because a user has one password", () => {
    const users = acceptedGenerations(5).map((generation) => userName("agent", generation));
    assert.deepEqual(users, ["agent-4", "agent-5", "agent-6"]);
  });

  it("are made for those alone whom the stack has", () => {
    assert.deepEqual(principals(settings({})), ["agent", "grafana", "operator"]);
    assert.deepEqual(principals(settings({ grafana: { enabled: false }, tracing: {} })), [
      "agent",
      "gateway",
      "operator",
    ]);
  });
});

describe("the web configuration of Prometheus", () => {
  it("offers nothing older than TLS 1.3, and lets in whom it lists", () => {
    assert.deepEqual(webConfig(WEB_DIRECTORY, { "agent-1": "$2a$10$a" }, "$2a$10$b"), {
      tls_server_config: {
        cert_file: "/etc/prometheus/web/tls.crt",
        key_file: "/etc/prometheus/web/tls.key",
        min_version: "TLS13",
      },
      basic_auth_users: { "agent-1": "$2a$10$a", probe: "$2a$10$b" },
    });
  });

  it("is probed by a user of its own, who checks the certificate", () => {
    assert.deepEqual(probeConfig(WEB_DIRECTORY), {
      basic_auth: { username: "probe", password_file: "/etc/prometheus/web/probe-password" },
      tls_config: { ca_file: "/etc/prometheus/web/ca.crt" },
    });
  });
});
