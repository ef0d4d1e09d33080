/** What an upgrade changes for a stack: a pure function of its plan and of what the changelogs say. */
import type { Settings } from "../../settings/schema/settings";
import { grouped } from "../text";
import { type Change, type Changes, changesBetween, compareVersions, type Product } from "./change";
import type { Document } from "./documents";
import { settingOf } from "./documents";
import { placesFor } from "./find";

/** A change that concerns something. */
export interface Advice {
  readonly product: Product;
  readonly change: Change;
  /** Whom it concerns, such as `agent`. */
  readonly subjects: readonly string[];
  /** Where in what they read, without repetition. */
  readonly places: readonly string[];
  /** Settings of the user that it comes from; none where the program itself writes it. */
  readonly settings: readonly string[];
}

/** The versions between which a product is looked at. */
export interface Step {
  readonly product: Product;
  readonly from: string;
  readonly to: string;
  /** Sources whose changelog was not read up to `to`, with the newest version that was. */
  readonly unread: Readonly<Record<string, string>>;
}

/** The newest version of a product whose changes are known, at least in part. */
export function newestKnown({ readTo }: Changes): string {
  return Object.values(readTo).reduce((newest, version) => (compareVersions(version, newest) > 0 ? version : newest));
}

/** From the version that a stack runs to the one that is asked for, or to the newest that is known. */
export function stepOf(changes: Changes, from: string, asked: string | undefined): Step {
  const newest = newestKnown(changes);
  const to = asked ?? (compareVersions(newest, from) > 0 ? newest : from);
  const unread = Object.entries(changes.readTo).filter(([, version]) => compareVersions(version, to) < 0);
  return { product: changes.product, from, to, unread: Object.fromEntries(unread) };
}

/** What is still used under an earlier name, and what is deprecated, is told of whenever that happened. */
const staysWrong = ({ kind }: Change) => kind === "renamed" || kind === "deprecated";

function changesOf({ changes }: Changes, { from, to }: Step): Change[] {
  const earlier = changesBetween(changes, "0", from).filter(staysWrong);
  return [...earlier, ...changesBetween(changes, from, to)];
}

/** Once for each place, with the component in the place of what is inside of it. */
const placeText = (place: readonly string[]) => place.slice(0, 3).join("::");

/** Everything of an upgrade that concerns the documents, by change. */
export function advise(
  changes: Changes,
  step: Step,
  documents: readonly Document[],
  settings: Settings | undefined,
): Advice[] {
  const own = documents.filter(({ product }) => product === changes.product);
  return changesOf(changes, step).flatMap((change) => {
    const found = own.flatMap(({ subject, content }) =>
      placesFor(change, content).map((place) => ({ subject, place, setting: settingOf(settings, place) })),
    );
    // What a user wrote is told apart from what the program writes: the user can change only the former.
    return grouped(found, ({ setting }) => (setting === undefined ? "program" : "user")).map(([, group]) => ({
      product: changes.product,
      change,
      subjects: [...new Set(group.map(({ subject }) => subject))],
      places: [...new Set(group.map(({ place }) => placeText(place)))],
      settings: [...new Set(group.flatMap(({ setting }) => setting ?? []))],
    }));
  });
}
