/** Processors and exporters that settings could not add, or not there. */
import { AGENT, all, CONFIG, GATEWAY, set } from "../draft";
import type { Weakening, Weakenings } from "../draft";

type Change = Weakening[1];

const agent = (path: string, value: unknown): Change => set(AGENT, `${CONFIG}/${path}`, value);
const gateway = (path: string, value: unknown): Change => set(GATEWAY, `${CONFIG}/${path}`, value);

const SCRAPED = "service/pipelines/metrics~1scraped";
const SETS_NAMESPACE = { metric_statements: ['set(resource.attributes["k8s.namespace.name"], "shop")'] };

const EXPORTER = {
  endpoint: "https://otlp.example.com",
  timeout: "10s",
  compression: "gzip",
  auth: { authenticator: "bearertokenauth/own_x" },
  tls: { min_version: "1.2" },
  retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "10s", max_elapsed_time: "0s" },
  sending_queue: {
    ...{ enabled: true, sizer: "bytes", queue_size: 1_000_000, num_consumers: 2, block_on_overflow: false },
    batch: { flush_timeout: "1s", min_size: 1000, max_size: 10_000, sizer: "bytes" },
  },
};

/** A whole further destination, as settings add it, and what is wrong with it. */
const destination = (exporter: object, ...changes: readonly Change[]): Change =>
  all(
    agent("exporters/otlp_http~1own_x", { ...EXPORTER, ...exporter }),
    agent("extensions/bearertokenauth~1own_x", { filename: "/etc/otel/exporters/x" }),
    agent("service/extensions/+", "bearertokenauth/own_x"),
    agent("connectors", { "forward/copied": {} }),
    agent("processors/batch~1isolate", { timeout: "0s" }),
    agent(`${SCRAPED}/exporters/+`, "forward/copied"),
    agent("service/pipelines/metrics~1own_x", {
      receivers: ["forward/copied"],
      processors: ["batch/isolate"],
      exporters: ["otlp_http/own_x"],
    }),
    ...changes,
  );

export const OWN: Weakenings = {
  "processor-before-identity": [
    "rules and attributes come after it",
    all(
      agent("processors/transform~1own_x", SETS_NAMESPACE),
      agent(`${SCRAPED}/processors`, ["memory_limiter", "transform/own_x", "k8s_attributes", "resource"]),
    ),
  ],
  "processor-that-gathers": [
    "samples are in no queue",
    all(
      agent("processors/groupbytrace~1own_x", { wait_duration: "1m" }),
      agent(`${SCRAPED}/processors/+`, "groupbytrace/own_x"),
    ),
  ],
  "processor-reads-files": [
    "it stores the agent's token",
    all(
      agent("processors/resource~1own_x", {
        attributes: [{ action: "insert", key: "x", value: "${file:/var/run/secrets/token}" }],
      }),
      agent(`${SCRAPED}/processors/+`, "resource/own_x"),
    ),
  ],
  "processor-gives-up": [
    "one item that a statement does not fit costs a request",
    all(
      gateway("processors/filter~1own_x", { error_mode: "propagate", trace_conditions: ["true"] }),
      gateway("service/pipelines/traces/processors/+", "filter/own_x"),
    ),
  ],
  "exporter-beside-the-writer": [
    "its full queue refuses what is sent",
    destination({}, agent(`${SCRAPED}/exporters/+`, "otlp_http/own_x")),
  ],
  "exporter-plain": ["anybody reads it", destination({ endpoint: "http://otlp.example.com" })],
  "exporter-unverified": ["anybody takes it", destination({ tls: { insecure_skip_verify: true, min_version: "1.2" } })],
  "exporter-without-credential": ["the same", destination({ auth: undefined })],
  "exporter-that-blocks": [
    "others wait for it",
    destination({ sending_queue: { ...EXPORTER.sending_queue, block_on_overflow: true } }),
  ],
  "exporter-without-isolation": ["the same", destination({}, agent("service/pipelines/metrics~1own_x/processors", []))],
  "exporter-credential-of-the-store": [
    "a foreign host gets the store's password",
    destination({}, agent("extensions/bearertokenauth~1own_x/filename", "/etc/otel/remote-write/basic-credentials")),
  ],
};
