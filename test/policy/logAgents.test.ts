import assert from "node:assert/strict";
import { checkResources, type RegisteredResource } from "../../policy/run";
import { configured } from "../harness/configuredPlan";
import { Draft, set, type Weakenings } from "./weakenings/draft";

const AGENT = "gke-telemetry:logs:LogAgent/log-agent";
const STORE = "StatefulSet/victoria-logs";
const SERVER = "spec/template/spec/containers/0";

const WEAKENED: Weakenings = {
  "other-folder": ["Secrets of every pod", set(AGENT, "values/extraVolumes/0/hostPath/path", "/var/lib/kubelet")],
  "whole-log-folder": ["the node's own logs", set(AGENT, "values/extraVolumes/0/hostPath/path", "/var/log")],
  writable: ["logs can be forged", set(AGENT, "values/extraVolumeMounts/0/readOnly", false)],
  "state-elsewhere": [
    "another folder of the node can be written",
    set(AGENT, "values/extraVolumes/1/hostPath/path", "/var/lib/gke-telemetry/../kubelet"),
  ],
  "one-more-folder": [
    "the runtime's socket is the whole node",
    set(AGENT, "values/extraVolumes/+", { name: "x", hostPath: { path: "/run/containerd/containerd.sock" } }),
  ],
  capability: ["root with a capability", set(AGENT, "values/securityContext/capabilities/add", ["DAC_READ_SEARCH"])],
  "host-network": ["no policy holds there", set(AGENT, "values/hostNetwork", true)],
  "other-files": [
    "any file that root may read",
    set(AGENT, "values/alternateConfig/receivers/file_log/include/+", "/var/lib/otelcol/**"),
  ],
  "second-exporter": [
    "the lines go elsewhere too",
    set(AGENT, "values/alternateConfig/exporters/otlp_http~1elsewhere", { logs_endpoint: "https://example.com" }),
  ],
  "not-verified": [
    "anybody can take the lines",
    set(AGENT, "values/alternateConfig/exporters/otlp_http/tls/insecure_skip_verify", true),
  ],
  secrets: ["the node's agents read Secrets", set(AGENT, "values/clusterRole/rules/0/resources/+", "secrets")],
  "events-secrets": [
    "Secrets become log lines",
    set(AGENT, "eventsValues/alternateConfig/receivers/k8s_objects/objects/+", { name: "secrets", mode: "pull" }),
  ],
  "events-on-node": ["it needs nothing of a node", set(AGENT, "eventsValues/hostNetwork", true)],
  "store-without-login": ["everybody reads all logs", set(STORE, `${SERVER}/args/11`, "-httpAuth.username=")],
  "store-metrics-key-is-the-password": [
    "an annotation shows the password of all logs",
    set(STORE, `${SERVER}/args/10`, "-metricsAuthKey=file:///etc/victoria-logs/web/password"),
  ],
  "store-without-tls": ["passwords in plain text", set(STORE, `${SERVER}/args/6`, "-tls=false")],
  "store-deletes": ["logs can be deleted over HTTP", set(STORE, `${SERVER}/args/+`, "-delete.enable")],
};

const findings = (resources: readonly RegisteredResource[]) =>
  checkResources(resources, "prod", "2026-11-22")
    .filter(({ level }) => level === "mandatory")
    .map(({ rule, resource, message }) => `${rule} ${resource ?? ""} ${message}`);

const GRAFANA = "Deployment/grafana";
const PLUGINS: Weakenings = {
  "plugin-image-by-tag": [
    "its tag can be moved to an image with another plugin",
    set(GRAFANA, `${SERVER}/image`, "registry.example.com/telemetry/grafana:12.2.1"),
  ],
  "plugins-on-a-volume": [
    "what can be written there is run",
    set(GRAFANA, `${SERVER}/env/+`, { name: "GF_PATHS_PLUGINS", value: "/tmp" }),
  ],
  "plugins-downloaded": [
    "a program from the internet sees every credential",
    set(GRAFANA, `${SERVER}/env/+`, { name: "GF_INSTALL_PLUGINS", value: "victoriametrics-logs-datasource" }),
  ],
};

describe("a change that weakens the log agents or their store", () => {
  let planned: readonly RegisteredResource[] = [];
  let accepted: ReadonlySet<string>;
  before(async () => {
    planned = (await configured({ logs: { kind: "victorialogs" } })).resources;
    accepted = new Set(findings(planned));
  });

  it("is none of the settings: logs in Grafana, by an image with a digest", async () => {
    const image = { repository: "registry.example.com/grafana", digest: `sha256:${"0".repeat(64)}` };
    const { resources } = await configured({ logs: { kind: "victorialogs" }, grafana: { logs: true, image } });
    assert.deepEqual(
      findings(resources).filter((finding) => !accepted.has(finding)),
      [],
    );
  });

  for (const [id, [why, change]] of Object.entries({ ...WEAKENED, ...PLUGINS }))
    it(`is found: ${id}, because ${why}`, () => {
      const draft = new Draft(planned);
      change(draft);
      assert.notDeepEqual(draft.resources, planned);
      assert.ok(findings(draft.resources).some((finding) => !accepted.has(finding)));
    });
});
