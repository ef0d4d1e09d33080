/** `npm run docs`: writes the documents that are made from the program. */
import * as fs from "node:fs";
import { withEdges } from "./edges";
import { settingsDocument } from "./settings";

const SECURITY = "docs/security.md";

fs.writeFileSync("docs/settings.md", settingsDocument());
fs.writeFileSync(SECURITY, withEdges(fs.readFileSync(SECURITY, "utf8")));
process.stdout.write(`docs/settings.md, ${SECURITY} written\n`);
