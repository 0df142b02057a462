package schema

import (
	"bytes"
	"encoding/json"
)

// Quick is quick, and Slow is decodeKind.
func Quick(kind Kind, data []byte) (Event, bool) { return quick(kind, data) }
func Slow(kind Kind, data []byte) (Event, error) { return decodeKind(kind, data) }

// PlainNames is plainNames.
func PlainNames(data []byte) bool { return plainNames(data) }

// CheckNames is checkNames.
func CheckNames(data []byte) error { return checkNames(json.NewDecoder(bytes.NewReader(data))) }
