/** `npm run docs`: writes the documents that are made from the program. */
import * as fs from "node:fs";
import { settingsDocument } from "./settings";

fs.writeFileSync("docs/settings.md", settingsDocument());
process.stdout.write("docs/settings.md written\n");
