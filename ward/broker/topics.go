package broker

import (
	"strings"

	"tiepdan/report/schema"
)

// subject is how the server behind writes the topic of a robot, with its end.
func subject(commune, robot string) string {
	return natural(schema.Topic{Commune: commune, Robot: robot}.String())
}

// natural turns an MQTT topic or filter into a NATS subject.
func natural(topic string) string {
	return strings.NewReplacer("/", ".", "+", "*", "#", ">").Replace(topic)
}

func each(own string, channels []string) []string {
	all := make([]string, len(channels))
	for i, c := range channels {
		all[i] = own + natural(c)
	}
	return all
}
