package store

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"tiepdan/report/schema"
)

// remains is what is kept of a message that was refused. Such a one can hold
// what the ward promises never to store, a name or a telephone number, so that
// neither its values nor names of fields that are not the contract's are kept,
// nor a hash of it: a telephone number is found from one by trying.
type remains struct {
	Bytes   int      `json:"bytes"`
	Epoch   string   `json:"epoch,omitempty"`
	Seq     uint64   `json:"seq,omitempty"`
	ID      string   `json:"id,omitempty"`
	TS      string   `json:"ts,omitempty"`
	Clock   string   `json:"clock,omitempty"`
	Fields  []string `json:"fields,omitempty"`  // those that the contract has, sorted
	Unknown int      `json:"unknown,omitempty"` // how many it does not have
}

// remainsOf reads what may be kept. epoch and seq are what names the event, if
// anything does.
func remainsOf(message []byte, epoch string, seq uint64) []byte {
	left := remains{Bytes: len(message)}
	if seq > 0 {
		left.Epoch, left.Seq = epoch, seq
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(message, &fields) == nil {
		known := contractFields()
		for name := range fields {
			if known[name] {
				left.Fields = append(left.Fields, name)
			} else {
				left.Unknown++
			}
		}
		slices.Sort(left.Fields)
		left.header(fields)
	}
	return left.encode()
}

func (r *remains) encode() []byte {
	data, err := json.Marshal(r)
	if err != nil { // texts and numbers have none
		return []byte("{}")
	}
	return data
}

// header takes the fields of the header that are exactly what they should be.
func (r *remains) header(fields map[string]json.RawMessage) {
	text := func(name string) (s string) {
		if json.Unmarshal(fields[name], &s) != nil {
			return ""
		}
		return s
	}
	if id := text("id"); isUUID(id) {
		r.ID = id
	}
	if at, err := time.Parse(time.RFC3339Nano, text("ts")); err == nil {
		r.TS = at.Format(time.RFC3339)
	}
	if c := schema.Clock(text("clock")); c == schema.ClockNTP || c == schema.ClockUnset {
		r.Clock = string(c)
	}
}

func isUUID(s string) bool {
	const form = "00000000-0000-0000-0000-000000000000"
	if len(s) != len(form) {
		return false
	}
	for i := range len(s) {
		if want := form[i]; want == '-' && s[i] != '-' || want == '0' && strings.IndexByte("0123456789abcdef", s[i]) < 0 {
			return false
		}
	}
	return true
}

// contractFields are the names of all fields that a robot's messages have. They
// are read from the types once: thousands of messages can be refused at a time.
var contractFields = sync.OnceValue(readContract) //nolint:gochecknoglobals // a function: what it gives never changes

func readContract() map[string]bool {
	names := make(map[string]bool)
	for _, message := range []any{
		schema.Header{},
		schema.Rating{},
		schema.Fault{},
		schema.Call{},
		schema.Visit{},
		schema.Reasons{},
		schema.Help{},
		schema.HelpRaise{},
		schema.HelpEnd{},
		schema.Result{},
		schema.State{},
		schema.Info{},
		schema.Status{},
		schema.Line{},
		schema.Floor{},
		schema.Updated{},
	} {
		fieldsOf(reflect.TypeOf(message), names)
	}
	return names
}

// fieldsOf goes into what fields are made of; the contract has no type that
// holds itself.
func fieldsOf(t reflect.Type, names map[string]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		fieldsOf(t.Elem(), names)
	case reflect.Struct:
		for f := range t.Fields() {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
				names[name] = true
			}
			fieldsOf(f.Type, names)
		}
	default:
	}
}
