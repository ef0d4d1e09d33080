/** The pages of `tools/plan/change/series/recorded`, each at the path of its name. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join, resolve } from "node:path";

const PAGES = resolve("tools", "plan", "change", "series", "recorded");

/** By the end of a page's name. */
const CONTENT_TYPES = {
  ".om.txt": "application/openmetrics-text; version=1.0.0; charset=utf-8",
  ".utf8.txt": "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
  ".txt": "text/plain; version=0.0.4; charset=utf-8",
} as const;

const ending = (file: string) =>
  (Object.keys(CONTENT_TYPES) as (keyof typeof CONTENT_TYPES)[]).find((one) => file.endsWith(one))!;
export const pages = readdirSync(PAGES).map((file) => ({
  file,
  name: file.slice(0, -ending(file).length),
  type: CONTENT_TYPES[ending(file)],
}));

/** Serves the pages. */
export function startPages(port: number): Promise<Server> {
  const texts = new Map(
    pages.map(({ file, name, type }) => [`/${name}`, { type, text: readFileSync(join(PAGES, file)) }]),
  );
  const server = createServer(({ url = "" }, response) => {
    const page = texts.get(url);
    if (page) response.writeHead(200, { "content-type": page.type }).end(page.text);
    else response.writeHead(404).end();
  });
  return new Promise((done) =>
    server.listen(port, "127.0.0.1", () => {
      done(server);
    }),
  );
}
