/** Stack settings as they are taken over, one after the other. */
import type { Path } from "./leaves";

/** A value of the settings. */
export interface Entry {
  /** Path in the settings, such as `["agent", "profile"]`; for an item, that of its list. */
  readonly setting: Path;
  readonly isItem: boolean;
  readonly value: unknown;
}

type Settings = Record<string, unknown>;

function below(settings: Settings, path: Path): Settings {
  return path.reduce((inner, key) => {
    const next = (inner[key] ?? {}) as Settings;
    inner[key] = next;
    return next;
  }, settings);
}

/** The settings of these entries, and the entries by the paths that problems name. */
export function settingsOf(entries: readonly Entry[]): Settings {
  const settings: Settings = {};
  for (const { setting, isItem, value } of entries) {
    const section = below(settings, setting.slice(0, -1));
    const name = setting.at(-1) ?? "";
    section[name] = isItem ? [...((section[name] ?? []) as unknown[]), value] : value;
  }
  return settings;
}

/** Values that were taken over. */
export class Draft {
  readonly entries: Entry[] = [];
  /** Keys of secrets that the file has. */
  readonly secrets = new Set<string>();

  /** Sets a value; undefined where another value of the file has set it already. */
  set(setting: string | Path, value: unknown): Entry | undefined {
    const path = typeof setting === "string" ? setting.split(".") : setting;
    const before = this.entries.find((entry) => !entry.isItem && entry.setting.join("\0") === path.join("\0"));
    if (before) return JSON.stringify(before.value) === JSON.stringify(value) ? before : undefined;
    return this.push({ setting: path, isItem: false, value });
  }

  /** Adds an item to a list; the entry that is there already where the list has it. */
  add(setting: string, value: unknown): Entry {
    const text = JSON.stringify(value);
    const before = this.entries.find(
      (entry) => entry.isItem && entry.setting.join(".") === setting && JSON.stringify(entry.value) === text,
    );
    return before ?? this.push({ setting: setting.split("."), isItem: true, value });
  }

  /** The value that was set; undefined where none was. */
  get(setting: string): unknown {
    return this.entries.find((entry) => !entry.isItem && entry.setting.join(".") === setting)?.value;
  }

  private push(entry: Entry): Entry {
    this.entries.push(entry);
    return entry;
  }
}
