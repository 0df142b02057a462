package contract_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tiepdan/report/schema"
)

// bundle has an event of each kind that is bundled.
func bundle(t *testing.T, g *generator) message {
	t.Helper()
	m := message{name: "bundle", channel: schema.ChannelBundle, qos: 1, decode: wholeBundle}
	kinds, choices := []any{}, []any{}
	var all schema.Bundle
	for i, kind := range schema.KindsBundled() {
		kinds = append(kinds, string(kind))
		choices = append(choices, node{
			"if":   node{"properties": node{"kind": node{"const": string(kind)}}},
			"then": node{"properties": node{"event": event(t, g, kind).schema}},
		})
		if !all.Add(kind, joined(t, bodyOf(kind), 1842+uint64(i)), schema.MaxBytes) {
			t.Fatalf("no room for %s", kind)
		}
	}
	m.examples = append(m.examples, all.Message())
	m.schema = node{
		"type": "object", "additionalProperties": false, "required": []string{"events", "v"},
		"description": "Events of a backlog, in order, in one message of at most 64 KB. Each is judged alone: one that is refused does the others no harm.",
		"properties": node{
			"v": node{"type": "integer", "const": schema.Version},
			"events": node{"type": "array", "minItems": 1, "maxItems": schema.MaxBundle, "items": node{
				"type": "object", "additionalProperties": false, "required": []string{"event", "kind"}, "allOf": choices,
				"properties": node{
					"kind":  node{"type": "string", "enum": kinds, "description": "of the event, as its own topic evt/{kind} would tell"},
					"event": node{"type": "object", "description": "the message that it would be alone"},
				},
			}},
		},
	}
	return m
}

func bodyOf(kind schema.Kind) schema.Body {
	all := bodies()
	return all[slices.IndexFunc(all, func(b schema.Body) bool { return b.Kind() == kind })]
}

// wholeBundle reads a bundle of which every event is good.
func wholeBundle(data []byte) error {
	all, err := schema.SplitBundle(data)
	for _, one := range all {
		_, refused := one.Decode()
		err = errors.Join(err, refused)
	}
	return err
}

func updating(t *testing.T, g *generator) message {
	t.Helper()
	topic := unit().On(schema.ChannelUpdate)
	_, data, err := schema.SignUpdate(key(), unit(), schema.Update{
		Rev: 3, Version: "v1.3.0", URL: "https://capnhat.example.vn/kb-1/v1.3.0.json", SHA256: strings.Repeat("0123456789abcdef", 4),
	})
	if err != nil {
		t.Fatal(err)
	}
	return message{
		name: "update-desired", channel: schema.ChannelUpdate, toRobot: true, retained: true, qos: 1, examples: [][]byte{data},
		schema: g.envelope(g.object(reflect.TypeFor[schema.Update]())),
		decode: func(data []byte) error { _, err := schema.OpenUpdate(keys(), topic, data); return err },
	}
}
