/** What log agents make of the text of a line: fields of the record, and text without secrets. */
import { type ComponentId, COMPONENTS } from "../../contract/collector/components";
import type { LogsSettings } from "../../settings/schema/logs/logs";
import type { Component } from "../common/pipelines";
import { quoted } from "./receiver";

const FIELDS = 'log.cache["fields"]';
const LEVEL = 'log.cache["level"]';
const TAIL = 'log.cache["tail"]';

/** Names under which libraries for logs write these. */
const LEVEL_FIELDS = ["level", "severity", "lvl", "log.level", "levelname", "loglevel"];
const TRACE_FIELDS = ["trace_id", "traceId", "traceID", "trace.id", "otelTraceID"];
const SPAN_FIELDS = ["span_id", "spanId", "spanID", "span.id", "otelSpanID"];

/** Severities with the words that libraries have for them; numbers are those of bunyan and pino. */
const SEVERITIES: Readonly<Record<string, string>> = {
  TRACE: "trace|10",
  DEBUG: "debug|dbg|20",
  INFO: "info|information|informational|notice|30",
  WARN: "warn|warning|40",
  ERROR: "error|err|severe|50",
  FATAL: "fatal|critical|crit|dpanic|panic|alert|emerg|emergency|60",
};

/** First letters of lines that Kubernetes' own components write. */
const KLOG: Readonly<Record<string, string>> = { I: "info", W: "warn", E: "error", F: "fatal" };

/** Columns with tabs between them, as zap's console format has them: time, level, and JSON with the fields at the end. */
const COLUMNS = {
  level: "^[^\\\\t]+\\\\t(?P<level>[A-Za-z]+)\\\\t",
  fields: "\\\\t(?P<json>[{].*[}])\\\\s*$$",
} as const;

/**
 * Sets severity, trace id and span id of records whose text is JSON, ends with JSON after a tab, or has pairs such as
 * `level=info`. The text stays as it is.
 */
export function logFields(): Component {
  const field = (name: string) => `${FIELDS}["${name}"]`;
  const level = (name: string) =>
    `set(${LEVEL}, ConvertCase(String(${field(name)}), "lower")) where ${LEVEL} == nil and ${field(name)} != nil`;
  const id = (target: string, name: string, digits: number) =>
    `set(log.${target}.string, ${field(name)}) where IsString(${field(name)}) and IsMatch(${field(name)}, "^[0-9a-f]{${digits}}$$")`;
  return transform(COMPONENTS.logFields, [
    `set(${FIELDS}, ParseJSON(log.body)) where IsMatch(log.body, "^\\\\s*[{]")`,
    `set(${FIELDS}, ParseKeyValue(log.body, "=", " ")) where ${FIELDS} == nil and IsMatch(log.body, "(^| )(${[...LEVEL_FIELDS, ...TRACE_FIELDS].join("|")})=")`,
    `set(${TAIL}, ExtractPatterns(log.body, "${COLUMNS.fields}")) where ${FIELDS} == nil and IsMatch(log.body, "${COLUMNS.fields}")`,
    `set(${FIELDS}, ParseJSON(${TAIL}["json"])) where ${TAIL} != nil`,
    ...LEVEL_FIELDS.map(level),
    `set(${LEVEL}, ConvertCase(ExtractPatterns(log.body, "${COLUMNS.level}")["level"], "lower")) where ${LEVEL} == nil and IsMatch(log.body, "${COLUMNS.level}")`,
    ...Object.entries(KLOG).map(
      ([letter, word]) =>
        `set(${LEVEL}, "${word}") where ${FIELDS} == nil and IsMatch(log.body, "^${letter}[0-9]{4} ")`,
    ),
    ...Object.entries(SEVERITIES).flatMap(([severity, words]) => {
      const condition = `where ${LEVEL} != nil and IsMatch(${LEVEL}, "^(${words})$$")`;
      return [
        `set(log.severity_number, SEVERITY_NUMBER_${severity}) ${condition}`,
        `set(log.severity_text, "${severity}") ${condition}`,
      ];
    }),
    ...TRACE_FIELDS.map((name) => id("trace_id", name, 32)),
    ...SPAN_FIELDS.map((name) => id("span_id", name, 16)),
  ]);
}

/** Replaces what matches the settings' patterns. */
export function redaction(rules: LogsSettings["redact"]): Component {
  return transform(
    COMPONENTS.redaction,
    rules.map(({ pattern, replacement }) => `replace_pattern(log.body, ${quoted(pattern)}, ${quoted(replacement)})`),
  );
}

/** A line that a statement does not understand goes on unchanged. */
export function transform(id: ComponentId, statements: readonly string[]): Component {
  return { id, settings: { error_mode: "silent", log_statements: [{ context: "log", statements }] } };
}
