/** Cases of the alerts about Jaeger. */
import { type AlertCase, sample } from "../model";
import { exported, GATEWAY, JAEGER, JAEGER_POD, SEND_FAILED, STORAGE, TEAM } from "./tracePods";

const BYTES_AVAILABLE = sample("jaeger_storage_badger_key_log_bytes_available", { ...JAEGER, role: "tracestore" });
const GIB = 1024 ** 3;

export const JAEGER_CASES: readonly AlertCase[] = [
  {
    alert: "JaegerStorageFails",
    firing: {
      situation: "no span can be written for ten minutes",
      at: "12m",
      input: { [exported(SEND_FAILED, { ...JAEGER, ...STORAGE })]: "0+100x20" },
      expected: [
        {
          labels: JAEGER_POD,
          summary: "Jaeger tracing/jaeger-payments-0 cannot write to its storage",
          description:
            "Jaeger tracing/jaeger-payments-0 failed to write 500 spans in the last 5 minutes. The sender keeps them until its sending queue for that team is full.",
        },
      ],
    },
    silent: [
      {
        situation: "a gateway's requests are refused",
        at: "12m",
        input: { [exported(SEND_FAILED, { ...GATEWAY, ...TEAM })]: "0+100x20" },
      },
    ],
  },
  {
    alert: "JaegerVolumeFilling",
    firing: {
      situation: "a volume will be full within a day",
      at: "6h",
      input: { [BYTES_AVAILABLE]: `${16 * GIB}-${GIB / 60}x400` },
      expected: [
        {
          labels: JAEGER_POD,
          summary: "The volume of Jaeger tracing/jaeger-payments-0 is filling up",
          description:
            "10GiB are free on the volume of Jaeger tracing/jaeger-payments-0: less than 512MiB, or predicted to be full within a day. Jaeger stops when its volume is full.",
        },
      ],
    },
    silent: [
      { situation: "the volume is as full as ever", at: "6h", input: { [BYTES_AVAILABLE]: `${4 * GIB}x400` } },
      { situation: "it grows by little", at: "6h", input: { [BYTES_AVAILABLE]: `${16 * GIB}-${GIB / 600}x400` } },
    ],
  },
];
