/** The settings of a migration from a central collector. */
import { z } from "zod";
import { label } from "../scalars";

/** The section `migration`. */
export const migration = z.strictObject({
  from: z
    .strictObject({
      namespace: label("Its namespace.", 63),
      service: label("The Service to which applications send OTLP.", 63),
    })
    .describe("The central collector."),
});
