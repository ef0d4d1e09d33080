// Package selection decides which pods of a node monitors select, and how these are scraped. It asks nobody.
package selection
