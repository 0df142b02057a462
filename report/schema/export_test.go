package schema

import (
	"bytes"
	"encoding/json"
)

// PlainNames is plainNames.
func PlainNames(data []byte) bool { return plainNames(data) }

// CheckNames is checkNames.
func CheckNames(data []byte) error { return checkNames(json.NewDecoder(bytes.NewReader(data))) }
