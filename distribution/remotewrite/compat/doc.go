// Package compat compares the exporter with Prometheus and with the collector's other remote write exporter. It is a
// module of its own, so that the exporter does not depend on either.
package compat
