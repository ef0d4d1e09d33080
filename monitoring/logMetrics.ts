/** Names of the metrics of logs: of the log agents, and of the store. */

/** Metrics of logs of the log agents. Counters of failures first appear with the first failure. */
export const LOGS = {
  /** Lines above the limit of their namespace, by namespace. In the project's image; first appears with the first. */
  cut: "otelcol_processor_log_limiter_cut_records_total",
  /** Lines on their way to the store, and their text, by namespace and severity. In the project's image. */
  passed: "otelcol_processor_log_limiter_passed_records_total",
  passedBytes: "otelcol_processor_log_limiter_passed_bytes_total",
  /** Lines that were read. */
  accepted: "otelcol_receiver_accepted_log_records_total",
  sent: "otelcol_exporter_sent_log_records_total",
  /** Files that are being read. */
  openFiles: "otelcol_fileconsumer_open_files",
  sendFailed: "otelcol_exporter_send_failed_log_records_total",
  enqueueFailed: "otelcol_exporter_enqueue_failed_log_records_total",
} as const;

/** VictoriaLogs' own metrics. Read from 1.52. */
export const VICTORIA_LOGS = {
  /** Lines that it took, by protocol, and their bytes with all fields. First appear with the first. */
  ingested: "vl_rows_ingested_total",
  ingestedBytes: "vl_bytes_ingested_total",
  /** Requests that it refused, by path. */
  httpErrors: "vl_http_errors_total",
  /** Room on its volume. */
  freeBytes: "vl_free_disk_space_bytes",
  /** Lines that it answered for and does not store, by reason: too old for the retention, too new, too many fields. */
  dropped: "vl_rows_dropped_total",
  /** 1 while it takes nothing, because its volume is full. */
  readOnly: "vl_storage_is_read_only",
  /** Data on disk. */
  dataBytes: "vl_data_size_bytes",
  /** Data above which it deletes the oldest day. */
  dataLimitBytes: "vl_max_disk_space_usage_bytes",
} as const;
