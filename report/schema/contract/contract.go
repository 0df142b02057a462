// Package contract is the contract of report/schema as documents for other
// programs: a JSON Schema (2020-12) for each message and an AsyncAPI 3 document
// of the topics. They are made from the Go types by the package's test with
// -update, which fails when they differ.
package contract

import "embed"

// Files are the documents.
//
//go:embed *.json
var Files embed.FS
