/** Attributes that the stack adds to everything that it collects. */
import { z } from "zod";

const KEY = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/** The setting `attributes`. */
export const attributes = z
  .record(
    z.string().max(128).regex(KEY, "a name of lower-case letters, digits, underscores and dots, such as cloud.region"),
    z
      .string()
      .min(1)
      .max(256)
      .regex(/^[ -#%-~]+$/, "text of letters, digits and punctuation, without $"),
  )
  .default({})
  .describe(
    "Resource attributes of every sample and span besides cluster and environment, such as `cloud.region`; labels of the same names with `_`. What senders and targets say under these names is renamed to `exported_…`.",
  );

export type ExtraAttributes = z.output<typeof attributes>;
