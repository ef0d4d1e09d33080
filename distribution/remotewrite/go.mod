module gke-telemetry/distribution/remotewrite

go 1.26
