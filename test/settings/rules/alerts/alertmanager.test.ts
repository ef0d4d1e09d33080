import assert from "node:assert/strict";
import { problemText } from "../../../../settings/problems";
import { validate } from "../../../../settings/validate";

const SECTION = "gke-telemetry:alerts.alertmanager";

function problemsOf(alertmanager: Record<string, unknown>, secrets: Record<string, unknown> = {}, more = {}): string[] {
  const settings = { environment: "dev", cluster: { kind: "existing", name: "shop" }, alerts: { alertmanager } };
  return validate({ ...settings, ...more }, secrets as never).problems.map(problemText);
}

const WEBHOOK = { name: "operations", kind: "webhook", url: "https://alerts.example.com/" };
const own = (more: Record<string, unknown> = {}) => ({
  ...{ kind: "own", receivers: [WEBHOOK], defaultReceiver: "operations" },
  ...more,
});
const secrets = (...names: string[]) => ({ receiverSecrets: { encrypted: true, names } });
const TEAMS = {
  tracing: {
    teams: [
      { name: "shop", namespaces: ["shop"] },
      { name: "search", services: ["search"] },
    ],
  },
};

describe("settings of Alertmanager", () => {
  it("are none by default, and need a receiver", () => {
    assert.deepEqual(problemsOf({ kind: "none" }), []);
    assert.deepEqual(problemsOf(own()), []);
    assert.match(problemsOf(own({ receivers: [] })).join(), /alerts\.alertmanager\.receivers/);
  });

  it("name receivers that exist, each of which is told of something", () => {
    assert.deepEqual(problemsOf(own({ defaultReceiver: "oncall" })), [
      `${SECTION}.defaultReceiver is "oncall", but must be the name of a receiver in ${SECTION}.receivers, which has operations. Set ${SECTION}.defaultReceiver to one of them, or add the receiver.`,
      `${SECTION}.receivers[0].name is "operations", but is named by no route, so that the receiver would never be notified. Name it in ${SECTION}.routes, ${SECTION}.defaultReceiver or ${SECTION}.watchdog.receiver, or remove the receiver.`,
    ]);
    const [route] = problemsOf(own({ routes: [{ receiver: "shop", severities: ["critical"] }] }));
    assert.match(route ?? "", /routes\[0\]\.receiver is "shop", but must be the name of a receiver/);
    const [twice] = problemsOf(own({ receivers: [WEBHOOK, WEBHOOK] }));
    assert.match(twice ?? "", /receivers\[1\]\.name is "operations", but is also the name of .+receivers\[0\]/);
  });

  it("have routes with a condition, of teams that have namespaces", () => {
    const to = (route: Record<string, unknown>) => own({ routes: [{ receiver: "operations", ...route }] });
    assert.deepEqual(problemsOf(to({ teams: ["shop"] }), {}, TEAMS), []);
    assert.match(problemsOf(to({}))[0]!, /routes\[0\] has no condition, so that no later route would ever be reached/);
    assert.match(
      problemsOf(to({ teams: ["pay", "search"] }), {}, TEAMS).join("\n"),
      /teams\[0\] is "pay".+these are shop\..+\n.+teams\[1\] is "search"/,
    );
    assert.match(
      problemsOf(to({ teams: ["shop"] }))[0]!,
      /there is none\. Name one of these teams, or use .+namespaces/,
    );
  });

  it("have the secret of each receiver that needs one, encrypted, and no other", () => {
    const slack = own({ receivers: [{ name: "operations", kind: "slack" }] });
    assert.deepEqual(problemsOf(slack, secrets("operations")), []);
    assert.deepEqual(problemsOf(slack), [
      "gke-telemetry:receiverSecrets.operations is missing: receiver operations is of kind slack, which needs a secret. Set it with: pulumi config set --secret --path 'gke-telemetry:receiverSecrets.operations'.",
    ]);
    assert.match(problemsOf(slack, secrets("operations", "oncall"))[0]!, /receiverSecrets\.oncall is set, but/);
    assert.match(
      problemsOf(slack, { receiverSecrets: { encrypted: true } })[0]!,
      /receiverSecrets must be a map of secrets by the receivers' names/,
    );
    assert.match(
      problemsOf(slack, { receiverSecrets: { encrypted: false, names: ["operations"] } })[0]!,
      /receiverSecrets is not encrypted/,
    );
    assert.deepEqual(problemsOf(own(), secrets("operations")), [], "a webhook's token");
  });

  it("send secrets over TLS alone, and show none in an address", () => {
    const to = (url: string) => own({ receivers: [{ ...WEBHOOK, url }] });
    assert.deepEqual(problemsOf(to("http://bridge.operations.svc:8080/")), []);
    assert.match(problemsOf(to("http://bridge.operations.svc/"), secrets("operations"))[0]!, /must begin with https/);
    assert.match(problemsOf(to("https://me:word@example.com/"))[0]!, /must not contain a user name or password/);
    const external = { kind: "external", url: "http://alerts.example.com", username: "telemetry" };
    const password = { alertmanagerPassword: { encrypted: true } };
    assert.match(problemsOf(external, password)[0]!, /url is .+ must begin with https/);
    assert.match(problemsOf({ ...external, url: "https://a.example.com" })[0]!, /alertmanagerPassword is missing/);
    assert.match(problemsOf(own(), password)[0]!, /alertmanagerPassword is set, but/);
  });

  it("need a Prometheus of the stack's own, which evaluates the alerts", () => {
    const remote = { metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push" } };
    assert.match(problemsOf(own(), {}, remote)[0]!, /kind is "own", but needs a Prometheus that evaluates alerts/);
  });
});
