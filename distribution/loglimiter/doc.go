// Package loglimiter is the processor log_limiter of the OpenTelemetry Collector. It bounds the text of the log records
// that each value of an attribute of the resource may bring, such as each namespace, and counts what passes by value and
// severity.
//
// A record counts for the minute in which it was written, not for the one in which it is read: a collector that makes up
// for an outage, or reads a file for the second time, decides as it would have decided at that time. What is above the
// limit of its minute is cut: records of other values, and of the next minute, are not concerned. Nothing waits, so a
// flood costs the time in which it is read and no more.
//
// The counts of a minute are in memory: after a restart a value may bring the text of the current minute once more.
package loglimiter
