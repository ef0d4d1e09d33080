import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { COMPONENTS } from "../../../contract/collector/components";
import { LOGS, VICTORIA_LOGS } from "../../../monitoring/logMetrics";
import { eventually } from "../../programs/processes";
import type { ContainerLog } from "../logs/containerLog";
import { LogStack, type StoredLine } from "../logs/logStack";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

describe("the logs of pods", () => {
  let stack: LogStack;
  before(async () => {
    stack = await LogStack.start({
      excludedNamespaces: ["quiet"],
      multiline: [{ container: "java", firstLine: "^\\S" }],
      redact: [{ pattern: "password=\\S+" }, { pattern: "[0-9]{16}", replacement: "[card]" }],
    });
  });
  after(() => (stack as LogStack | undefined)?.stop());

  const found = (query: string, count = 1): Promise<StoredLine[]> =>
    eventually(`the store has ${query}`, 30, async () => {
      const lines = await stack.query(query);
      assert.equal(lines.length, count);
      return lines;
    });

  describe("of one container", () => {
    let shop: ContainerLog;
    before(async () => {
      shop = await stack.container("shop", "web-1");
      const quiet = await stack.container("quiet", "secret-1");
      quiet.write(["nobody reads this"]);
    });

    it("say where a line comes from", async () => {
      shop.write(["hello from the shop"], "stderr");
      const [line = {}] = await found('"hello from the shop"');
      const expected = {
        "k8s.namespace.name": "shop",
        "k8s.pod.name": "web-1",
        "k8s.container.name": "main",
        "k8s.node.name": "acceptance-1",
        "k8s.cluster.name": "acceptance",
        "deployment.environment": "acceptance",
        "service.name": "web-1-service",
        "log.iostream": "stderr",
      };
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, line[key]])), expected);
      assert.ok(Math.abs(Date.parse(line["_time"] ?? "") - Date.now()) < 60_000);
      assert.match(line["_stream"] ?? "", /k8s.namespace.name="shop"/);
      assert.equal(line["log.file.path"], undefined);
    });

    it("are found by the trace that JSON, logfmt or zap's columns name, with its severity", async () => {
      shop.write([
        JSON.stringify({ level: "error", msg: "from json", trace_id: TRACE, span_id: SPAN }),
        `time=2026-01-01T00:00:00Z level=warn msg="from logfmt" traceID=${TRACE}`,
        // As the application HotROD writes it.
        `2026-01-01T00:00:00.919Z\tINFO\troute/client.go:36\tfrom zap\t{"service": "frontend", "trace_id": "${TRACE}", "span_id": "${SPAN}"}`,
        `{"severity":"INFO","message":"no trace","trace_id":"no hexadecimal"}`,
      ]);
      const lines = await found(`trace_id:=${TRACE}`, 3);
      assert.deepEqual(lines.map(({ severity_text: text }) => text).sort(), ["ERROR", "INFO", "WARN"]);
      const ofSpan = lines.filter((line) => line["span_id"] === SPAN).map((line) => line["_msg"] ?? "");
      assert.ok(ofSpan.some((text) => text.startsWith('{"level":"error"')));
      assert.ok(ofSpan.some((text) => text.endsWith('"}') && text.includes("\tfrom zap\t")));
      const [plain = {}] = await found('"no trace"');
      assert.deepEqual([plain["severity_text"], plain["trace_id"] ?? ""], ["INFO", ""]);
    });

    it("have no text that a rule replaces", async () => {
      shop.write(["login user=ada password=hunter2 card 4111111111111111 ok"]);
      const [line = {}] = await found('"login user"');
      assert.equal(line["_msg"], "login user=ada [redacted] card [card] ok");
      assert.deepEqual(await stack.query("hunter2"), []);
    });

    it("are whole where the container runtime has split them", async () => {
      const text = `begin ${"x".repeat(40_000)} end-of-long-line`;
      shop.write([text]);
      const [line = {}] = await found('"end-of-long-line"');
      assert.equal(line["_msg"], text);
    });

    it("are one event where a rule says what begins one", async () => {
      const java = await stack.container("shop", "java-1", "java");
      java.write(["Exception in main", "  at shop.Cart.add", "  at shop.Main.main", "next event"]);
      const [line = {}] = await found('"Exception in main"');
      assert.equal(line["_msg"], "Exception in main\n  at shop.Cart.add\n  at shop.Main.main");
      assert.equal(line["k8s.container.name"], "java");
    });

    it("of an excluded namespace are not read", async () => {
      assert.deepEqual(await stack.query('k8s.namespace.name:="quiet"'), []);
    });
  });

  it("have the events of Kubernetes beside them", async () => {
    await stack.container("shop", "waiting-1");
    await stack.event("shop", "waiting-1", "FailedScheduling", "0/2 nodes are available: 2 Insufficient cpu.");
    const [line = {}] = await found('k8s.event.reason:="FailedScheduling"');
    const expected = {
      _msg: "0/2 nodes are available: 2 Insufficient cpu.",
      severity_text: "WARN",
      "k8s.namespace.name": "shop",
      "k8s.pod.name": "waiting-1",
      "k8s.object.kind": "Pod",
      "k8s.event.reporting_controller": "default-scheduler",
      "k8s.cluster.name": "acceptance",
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, line[key]])), expected);
  });

  it("have a store whose metrics open with what its annotations say, and whose lines do not", async () => {
    const { "prometheus.io/path": path, "prometheus.io/param_authKey": key } = stack.storeAnnotations();
    const { status, text } = await stack.askWithoutPassword(`${path}?authKey=${key}`);
    assert.equal(status, 200);
    for (const metric of Object.values(VICTORIA_LOGS)) assert.match(text, new RegExp(`^${metric}[{ ]`, "m"), metric);
    assert.equal((await stack.askWithoutPassword(path!)).status, 401);
    assert.equal((await stack.askWithoutPassword(`/select/logsql/query?query=*&authKey=${key}`)).status, 401);
  });

  it("are counted by their agent, by namespace and severity, and none of them is cut", async () => {
    const log = await stack.container("counted", "web-1");
    log.write(['{"level":"error","msg":"once"}', "level=warn msg=twice", "level=warn msg=twice"]);
    await eventually("the counters", 30, async () => {
      const text = await stack.agentMetrics();
      const { cut, sendFailed, enqueueFailed, ...others } = LOGS;
      for (const metric of Object.values(others)) assert.match(text, new RegExp(`^${metric}[{ ]`, "m"), metric);
      // They appear with the first line that is lost.
      for (const metric of [cut, sendFailed, enqueueFailed]) assert.ok(!text.includes(metric), metric);
      const counted = (severity: string) =>
        new RegExp(
          `^${LOGS.passed}{[^}]*processor="${COMPONENTS.logCounter}"[^}]*severity="${severity}",value="counted"} (\\d+)`,
          "m",
        ).exec(text)?.[1];
      assert.deepEqual(["ERROR", "WARN"].map(counted), ["1", "2"]);
    });
  });

  describe("while agent and store come and go", () => {
    let log: ContainerLog;
    let written = 0;
    before(async () => {
      log = await stack.container("orders", "api-1");
    });

    const write = (count: number) => {
      log.write(Array.from({ length: count }, (_, index) => `order ${written + index} placed`));
      written += count;
    };
    /** Writes at a pace, while something happens. */
    const writeFor = async (seconds: number) => {
      for (let round = 0; round < seconds * 5; round += 1) {
        write(100);
        await sleep(200);
      }
    };
    const allOnce = async () => {
      await eventually("every line is in the store", 60, async () => {
        assert.equal(
          new Set((await stack.query('k8s.namespace.name:="orders"')).map(({ _msg }) => _msg)).size,
          written,
        );
      });
      await sleep(2000);
      const lines = await stack.query('k8s.namespace.name:="orders"');
      assert.equal(lines.length, written, "a line is there twice");
    };

    it("are there once after a rollout of the agent", async () => {
      await writeFor(2);
      const stopped = stack.stopAgent();
      await writeFor(2);
      await stopped;
      await stack.startAgent();
      await allOnce();
    });

    it("are there once after a rotation that no agent saw", async () => {
      await stack.stopAgent();
      await writeFor(1);
      log.rotate();
      await writeFor(1);
      await stack.startAgent();
      await writeFor(1);
      log.rotate();
      await writeFor(1);
      log.rotate();
      await writeFor(1);
      await allOnce();
    });

    it("are there once after an outage of the store with a rollout in it", async () => {
      await stack.stopStore();
      await writeFor(3);
      await stack.stopAgent();
      await writeFor(1);
      await stack.startAgent();
      await writeFor(1);
      log.rotate();
      await writeFor(1);
      await stack.startStore();
      await allOnce();
    });

    it("are all there after a kill, and only lines of the last moment twice", async () => {
      await stack.stopStore();
      await writeFor(2);
      const before = written;
      stack.killAgent();
      await writeFor(1);
      await stack.startAgent();
      await stack.startStore();
      await eventually("every line is in the store", 60, async () => {
        assert.equal(
          new Set((await stack.query('k8s.namespace.name:="orders"')).map(({ _msg }) => _msg)).size,
          written,
        );
      });
      const twice = (await stack.query('k8s.namespace.name:="orders"')).length - written;
      assert.ok(twice <= 200, `${twice} lines are there twice`);
      assert.ok(before < written);
    });
  });
});
