package contract_test

import (
	"slices"
	"strings"
	"testing"

	"tiepdan/report/schema"
)

// summaries say what each message is for.
func summaries() map[string]string {
	return map[string]string{
		"state": "The robot's presence; also its last will", "info": "What the robot is and can, and where its outbox begins",
		"status": "What the robot and its line look like now", "line": "The live tickets, for their holders' pages",
		"floor":    "The plan of the floor: walls, places, zones",
		"ack":      "The ward's receipt, after its commit: nothing is delivered before it",
		"reported": "What became of the ward's settings", "desired": "Settings that the ward wants, signed",
		"update-desired": "Software that the ward wants, signed: where its manifest is, and its hash", "update-reported": "What became of that",
		"bundle": "Events of a backlog, many in one message",
		"rating": "One press of a face", "fault": "A part failed or works again", "call": "A number was called", "visit": "A visit ended",
		"reasons": "Why somebody was not satisfied", "help": "A visitor calls a person", "help-end": "How that ended",
		"help-raise": "Nobody answers such a call: for the ward's leaders",
		"result":     "How far a command has come", "cmd-announce": "Show a text", "cmd-withdraw": "Take a text back",
		"cmd-goto": "Go to a place, if the robot's own rules allow it", "cmd-report": "Tell the status now", "cmd-reply": "Say who comes to a visitor who called",
	}
}

// asyncAPI is the whole document, from the robot's point of view.
func asyncAPI(t *testing.T, all []message) node {
	t.Helper()
	channels, operations, components, said := node{}, node{}, node{}, summaries()
	for _, m := range all {
		payload := clone(t, m.schema)
		examples := make([]any, 0, len(m.examples))
		for _, e := range m.examples {
			examples = append(examples, node{"payload": value(t, e)})
		}
		components[m.name] = node{
			"name": m.name, "summary": said[m.name], "contentType": "application/json", "payload": payload, "examples": examples,
		}
		parameters := node{
			"commune": node{"description": "the ward's code: a-z, A-Z, 0-9, - and _"},
			"robot":   node{"description": "the unit's name, unique in the commune: a-z, A-Z, 0-9, - and _"},
		}
		if strings.Contains(string(m.channel), "{command}") {
			parameters["command"] = node{"description": "id of the command"}
		}
		channels[m.name] = node{
			"address":    schema.Topic{Commune: "{commune}", Robot: "{robot}", Channel: m.channel}.String(),
			"parameters": parameters,
			"messages":   node{m.name: node{"$ref": "#/components/messages/" + m.name}},
		}
		action := "send"
		if m.toRobot {
			action = "receive"
		}
		operations[action+"-"+m.name] = node{
			"action": action, "summary": said[m.name], "channel": node{"$ref": "#/channels/" + m.name},
			"messages": []any{node{"$ref": "#/channels/" + m.name + "/messages/" + m.name}},
			"bindings": node{"mqtt": node{"qos": m.qos, "retain": m.retained, "bindingVersion": "0.2.0"}},
		}
	}
	return node{
		"asyncapi": "3.0.0",
		"info": node{
			"title": "Tiếp Dân robot and ward", "version": "1.0.0",
			"description": "MQTT 3.1.1 between a service-point robot and its ward. Events are counted by epoch and seq, and delivered when the ward's receipt covers them. No message has a field for a citizen's name, phone or writing.",
		},
		"defaultContentType": "application/json",
		"channels":           channels, "operations": operations, "components": node{"messages": components},
	}
}

func TestEveryMessageIsSummed(t *testing.T) {
	t.Parallel()
	said := summaries()
	var names []string
	for _, m := range messages(t, newGenerator(t)) {
		names = append(names, m.name)
		if said[m.name] == "" {
			t.Errorf("%s has no summary", m.name)
		}
	}
	for name := range said {
		if !slices.Contains(names, name) {
			t.Errorf("a summary of %s, which is no message", name)
		}
	}
}
