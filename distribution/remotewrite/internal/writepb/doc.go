// Package writepb encodes requests of Prometheus' remote write 2.0, takes them apart, cuts them into parts and turns them
// into requests of remote write 1.0. It is written for one pattern: the same label sets come again and again.
package writepb
