/** The station of targets: which of them are down, and how to ask about one. */
import { LABELS, SCRAPE } from "../../../monitoring/metrics";
import { counted } from "../../text";
import { type Finding, noted, passed } from "../answer";
import { quoted } from "./fix";
import { asked, type Look } from "./look";

/** Most targets that are named. */
const MOST = 8;

type Labels = Readonly<Record<string, string>>;

function nameOf(labels: Labels): string {
  const pod = labels[LABELS.pod];
  const of =
    pod === undefined ? `instance ${labels["instance"] ?? ""}` : `pod ${labels[LABELS.namespace] ?? ""}/${pod}`;
  return `down: ${of}, job ${labels["job"] ?? ""}`;
}

/** @param matchers of the targets' series */
export async function targetsAnswer(look: Look, matchers: string): Promise<Finding> {
  const [all] = await asked(look, `count(${SCRAPE.up}{${matchers}})`);
  const down = (await asked(look, `${SCRAPE.up}{${matchers}} == 0`)).map(({ labels }) => labels);
  const text = `${counted(all?.value ?? 0, "target")}, ${down.length} of them down`;
  if (down.length === 0) return passed(text);
  const pod = down.find((labels) => labels[LABELS.pod] !== undefined);
  const commands = pod && [
    `npm run why -- ${quoted(`pod/${pod[LABELS.pod] ?? ""}`)} --namespace ${quoted(pod[LABELS.namespace] ?? "")} --stack NAME`,
  ];
  const more = down.length > MOST ? [`and ${down.length - MOST} more`] : [];
  return {
    ...noted(text, {
      text: `What these expose is missing.${pod ? " Ask about each." : ""}`,
      ...(commands && { commands }),
    }),
    details: [...down.slice(0, MOST).map(nameOf), ...more],
  };
}
