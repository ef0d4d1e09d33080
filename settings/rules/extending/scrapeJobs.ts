/** Rules about scrape jobs of one's own. */
import type { Problem } from "../../problems";
import type { ScrapeJob } from "../../schema/extending/scrapeJobs";
import { key, type Rule, SCRAPE_JOB_SECRETS } from "../rule";

/** Hosts that answer whoever runs on a node, with credentials or about the pod itself. */
const FORBIDDEN_HOSTS =
  /^(localhost|127\..*|0\.0\.0\.0|169\.254\..*|\[(::1?|f[e-f][89a-f][0-9a-f]:.*)\]|metadata(\.google\.internal)?|kubernetes(\.default(\.svc(\.cluster\.local)?)?)?)$/;

/** Ports of the kubelet and of etcd. */
const FORBIDDEN_PORTS: Readonly<Record<string, string>> = { "10250": "kubelet", "10255": "kubelet", "2379": "etcd" };

/** Job names that the stack's own series have. */
const TAKEN =
  /^(kubernetes-pods.*|kubernetes-services|otel-agent|prometheus|span-metrics|node-exporter|grafana|jaeger)$/;

function targetProblems(target: string, path: string): Problem[] {
  const port = target.slice(target.lastIndexOf(":") + 1);
  const host = target.slice(0, target.lastIndexOf(":"));
  const forbidden = FORBIDDEN_HOSTS.test(host)
    ? "answers about the node, the pod or the cluster itself, and may hand out credentials"
    : FORBIDDEN_PORTS[port] !== undefined
      ? `has a port of the ${FORBIDDEN_PORTS[port]}, which lets in those that may rule the cluster`
      : Number(port) > 65_535
        ? "has a port above 65535"
        : undefined;
  if (forbidden === undefined) return [];
  const fix = "Name a target that serves metrics and nothing else, or remove it.";
  return [{ path, value: target, rule: `must not be a target: it ${forbidden}`, fix }];
}

function jobProblems(job: ScrapeJob, path: string, others: readonly ScrapeJob[]): Problem[] {
  const needTls = (["authority", "serverName", "username", "basicAuthSecret"] as const).filter(
    (name) => job[name] !== undefined,
  );
  return [
    ...(others.some(({ name }) => name === job.name) || TAKEN.test(job.name)
      ? [
          {
            path: `${path}.name`,
            value: job.name,
            rule: "is the name of another job, whose series would look the same",
            fix: "Choose another name.",
          },
        ]
      : []),
    ...(job.scheme === "http" ? needTls : []).map((name) => ({
      path: `${path}.${name}`,
      rule: "needs https: in plain text anybody on the way could read it, or answer in the target's place",
      fix: `Set ${path}.scheme: https, or remove ${path}.${name}.`,
    })),
    ...(job.username !== undefined && job.basicAuthSecret !== undefined
      ? [
          {
            path: `${path}.basicAuthSecret`,
            value: job.basicAuthSecret,
            rule: `has a user name and a password, and ${path}.username is another`,
            fix: `Remove ${path}.basicAuthSecret or ${path}.username.`,
          },
        ]
      : []),
    ...job.targets.flatMap((target, index) => targetProblems(target, `${path}.targets[${index}]`)),
  ];
}

const scrapeJobsAreSound: Rule = {
  reads: ["scrapeJobs"],
  check: ({ scrapeJobs = [] }) =>
    scrapeJobs.flatMap((job, index) => jobProblems(job, key(`scrapeJobs[${index}]`), scrapeJobs.slice(0, index))),
};

const passwordPath = (name: string) => key(`${SCRAPE_JOB_SECRETS}.${name}`);

const passwordsBelongToJobs: Rule = {
  reads: ["scrapeJobs"],
  check: ({ scrapeJobs = [], credentials }) => {
    const set = credentials[SCRAPE_JOB_SECRETS];
    const jobs = scrapeJobs.filter(({ username }) => username !== undefined).map(({ name }) => name);
    const setOne = (name: string) => `pulumi config set --secret --path '${passwordPath(name)}'`;
    if (set !== undefined && set.names === undefined)
      return [
        {
          path: key(SCRAPE_JOB_SECRETS),
          rule: "must be a map of passwords by the names of scrape jobs",
          fix: `Remove it, and set each password with: ${setOne("NAME")}.`,
        },
      ];
    const names = set?.names ?? [];
    return [
      ...jobs
        .filter((name) => !names.includes(name))
        .map((name) => ({
          path: passwordPath(name),
          rule: `is missing: the scrape job ${name} has a user name`,
          fix: `Set it with: ${setOne(name)}.`,
        })),
      ...names
        .filter((name) => !jobs.includes(name))
        .map((name) => ({
          path: passwordPath(name),
          rule: "is set, but no scrape job of this name has a user name",
          fix: `Remove it with: pulumi config rm --path '${passwordPath(name)}'; or set the job's username.`,
        })),
    ];
  },
};

export const SCRAPE_JOB_RULES: readonly Rule[] = [scrapeJobsAreSound, passwordsBelongToJobs];
