/** Cases of the alerts about Jaeger. */
import { type AlertCase, sample } from "./model";
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
          summary: "The storage of Jaeger tracing/jaeger-payments-0 fails",
          description:
            "500 spans could not be written in 5 minutes. The gateway keeps them until its queue for that team is full.",
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
          summary: "The volume of Jaeger tracing/jaeger-payments-0 fills up",
          description:
            "10GiB are free on the volume. Less than 512MiB, or at this pace full within a day; a full one stops Jaeger.",
        },
      ],
    },
    silent: [
      { situation: "the volume is as full as ever", at: "6h", input: { [BYTES_AVAILABLE]: `${4 * GIB}x400` } },
      { situation: "it grows by little", at: "6h", input: { [BYTES_AVAILABLE]: `${16 * GIB}-${GIB / 600}x400` } },
    ],
  },
];
