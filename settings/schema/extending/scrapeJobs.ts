/** Scrape jobs of targets that are no pods of the cluster. */
import { z } from "zod";
import { certificates, integer, label, objectName } from "../scalars";

const TARGET = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*|\[[0-9a-f:]+\]):([1-9]\d{0,4})$/;

const scrapeJob = z.strictObject({
  name: label("Name of the job, its label `job`.", 40),
  targets: z
    .array(z.string().regex(TARGET, "a host and a port, such as db.example.com:9187"))
    .min(1)
    .max(500)
    .describe("Host and port of each target."),
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9._~/-]*$/, "a path such as /metrics")
    .default("/metrics")
    .describe("Path."),
  scheme: z.enum(["http", "https"]).default("http").describe("Scheme. With `https` the certificate is verified."),
  authority: certificates(
    "Certificates, in PEM, of the authorities that verify the targets. Default: those of the collector's image, which are the public ones.",
  ).optional(),
  serverName: objectName()
    .optional()
    .describe("DNS name that the targets' certificates have to have. Default: the target's host."),
  intervalSeconds: integer("Seconds between two scrapes. Default: `agent.scrapeIntervalSeconds`.", 1, 3600).optional(),
  username: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^:\s]+$/, "a user name without colon and space")
    .optional()
    .describe(
      "User name that targets get over https, with the password of the secret setting `scrapeJobPasswords.NAME`, where NAME is that of the job.",
    ),
  basicAuthSecret: objectName()
    .optional()
    .describe(
      "Secret in the namespace `namespaces.scraper`, with the keys `username` and `password`, which targets get over https. It is yours to create; until it exists the scraper waits.",
    ),
});

/** The setting `scrapeJobs`. */
export const scrapeJobs = z
  .array(scrapeJob)
  .max(50)
  .default([])
  .describe(
    "Targets that are no pods of the cluster, or that are scraped from one place: databases, appliances, other hosts. One scraper scrapes them (see docs/extending.md).",
  );

export type ScrapeJob = z.output<typeof scrapeJob>;
