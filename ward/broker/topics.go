package broker

import (
	"strings"

	"tiepdan/report/schema"
	"tiepdan/ward/pki"
)

// said is what robots say, below their own topics. Events and results are open
// to names that this version does not know, see open.
func said() []string {
	return []string{
		string(schema.ChannelState), string(schema.ChannelInfo), string(schema.ChannelStatus), string(schema.ChannelLine),
		string(schema.ChannelFloor),
		"evt/+", "res/+", string(schema.ChannelReported), string(schema.ChannelUpdated),
	}
}

// told is what the ward tells them.
func told() []string {
	return []string{string(schema.ChannelAck), "cmd/+", "cfg/desired", "upd/desired"}
}

// rights are MQTT filters of what somebody may write and read.
type rights struct{ write, read []string }

// rightsOf gives a robot what it says to write and what it is told to read, all
// below its own topic; wardd reads all and writes what robots are told.
func rightsOf(holder pki.Identity) rights {
	switch holder.Role {
	case pki.Robot:
		own := schema.Topic{Commune: holder.Commune, Robot: holder.Robot}.String()
		return rights{write: each(own, said()), read: each(own, told())}
	case pki.Ward:
		return rights{write: each(schema.Topic{Commune: "+", Robot: "+"}.String(), told()), read: []string{"kb/v1/#"}}
	case pki.Broker, pki.Root:
	}
	return rights{}
}

func each(own string, channels []string) []string {
	all := make([]string, len(channels))
	for i, c := range channels {
		all[i] = own + c
	}
	return all
}

// subjects turns MQTT filters into what NATS has for them. What ends in # means
// the level above too.
func subjects(filters []string) []string {
	var all []string
	for _, f := range filters {
		if above, whole := strings.CutSuffix(f, "/#"); whole {
			all = append(all, natural(above))
		}
		all = append(all, natural(f))
	}
	return all
}

func natural(filter string) string {
	return strings.NewReplacer("/", ".", "+", "*", "#", ">").Replace(filter)
}
