package schema

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Version is the version of the topic tree and of every message on it.
const Version = 1

const prefix = "kb/v1/"

// maxLevel bounds a topic level in bytes.
const maxLevel = 64

// Channel is what comes after the robot in a topic.
type Channel string

// The channels. Events have one channel for each kind, see Kind.Channel.
const (
	ChannelState  Channel = "state"      // retained, QoS 1, also the last will: State
	ChannelInfo   Channel = "info"       // retained, QoS 1: Info
	ChannelStatus Channel = "tlm/status" // retained, QoS 0: Status
	ChannelLine   Channel = "tlm/line"   // retained, QoS 0: Line
	ChannelFloor  Channel = "tlm/floor"  // retained, QoS 1: Floor
	ChannelAck    Channel = "ack/evt"    // retained, QoS 1, ward to robot: Receipt

	ChannelDesired  Channel = "cfg/desired"  // retained, QoS 1, ward to robot: Settings, signed
	ChannelReported Channel = "cfg/reported" // retained, QoS 1: Reported

	ChannelUpdate  Channel = "upd/desired"  // retained, QoS 1, ward to robot: Update, signed
	ChannelUpdated Channel = "upd/reported" // retained, QoS 1: Updated

	ChannelBundle Channel = "evt/bundle" // QoS 1: events of a backlog, see Bundle
)

// Kind names a kind of event.
type Kind string

// The kinds of event. They travel with QoS 1 from the robot's outbox and are
// never retained.
const (
	KindRating  Kind = "rating"
	KindFault   Kind = "fault"
	KindCall    Kind = "call"
	KindVisit   Kind = "visit"
	KindReasons Kind = "reasons"
	KindHelp    Kind = "help"
	KindHelpEnd Kind = "help-end"

	KindHelpRaise Kind = "help-raise"

	KindResult Kind = "result" // on the channel of its command, see ResultChannel
)

// Kinds lists the kinds of event that the contract has.
func Kinds() []Kind {
	return []Kind{KindRating, KindFault, KindCall, KindVisit, KindReasons, KindHelp, KindHelpRaise, KindHelpEnd, KindResult}
}

// Channel is the channel that events of the kind travel on, but for results,
// each command's of which have their own.
func (k Kind) Channel() Channel { return Channel("evt/" + string(k)) }

// Valid reports whether the contract has the kind.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// Kind is the kind of event that travels on the channel, and whether any does.
func (c Channel) Kind() (Kind, bool) {
	if _, isResult := c.Result(); isResult {
		return KindResult, true
	}
	rest, found := strings.CutPrefix(string(c), "evt/")
	return Kind(rest), found && Kind(rest).Valid() && Kind(rest) != KindResult
}

// IsEvent reports whether the channel is one of events, of whatever kind.
func (c Channel) IsEvent() bool {
	return strings.HasPrefix(string(c), "evt/") || strings.HasPrefix(string(c), resultPrefix)
}

// Topic is one topic of a robot.
type Topic struct {
	Commune string
	Robot   string
	Channel Channel
}

// String is the topic as MQTT has it: kb/v1/{commune}/{robot}/{channel}.
func (t Topic) String() string {
	return prefix + t.Commune + "/" + t.Robot + "/" + string(t.Channel)
}

// On is the same robot's topic of another channel.
func (t Topic) On(c Channel) Topic {
	t.Channel = c
	return t
}

// Filters are the topic filters that the ward subscribes to, and the QoS of each.
func Filters() map[string]byte {
	const every = prefix + "+/+/"
	return map[string]byte{
		every + string(ChannelState):   1,
		every + string(ChannelInfo):    1,
		every + string(ChannelStatus):  0,
		every + string(ChannelLine):    0,
		every + string(ChannelFloor):   1,
		every + string(ChannelUpdated): 1,
		every + "evt/+":                1, // bundles too
		every + resultPrefix + "+":     1,
	}
}

// AnswerFilters are those that who sends commands subscribes to, and the QoS of each.
func AnswerFilters() map[string]byte {
	const every = prefix + "+/+/"
	return map[string]byte{every + resultPrefix + "+": 1, every + string(ChannelReported): 1}
}

// OrderFilters are those that a robot subscribes to for what the ward asks of it.
func (t Topic) OrderFilters() []string {
	return []string{t.On("cmd/+").String(), t.On(ChannelDesired).String(), t.On(ChannelUpdate).String()}
}

// ParseTopic splits a topic of the tree. The channel may be one that this
// version does not know.
func ParseTopic(s string) (Topic, error) {
	rest, found := strings.CutPrefix(s, prefix)
	if !found {
		return Topic{}, fmt.Errorf("cannot parse topic %q: want prefix %s", s, prefix)
	}
	parts := strings.SplitN(rest, "/", 3)
	if len(parts) != 3 || parts[2] == "" {
		return Topic{}, fmt.Errorf("cannot parse topic %q: want %s{commune}/{robot}/{channel}", s, prefix)
	}
	if err := errors.Join(CheckLevel(parts[0]), CheckLevel(parts[1])); err != nil {
		return Topic{}, fmt.Errorf("cannot parse topic %q: %w", s, err)
	}
	return Topic{Commune: parts[0], Robot: parts[1], Channel: Channel(parts[2])}, nil
}

// CheckLevel says whether a name of a commune or a robot can be one level of
// a topic. Only ASCII letters, digits, "-" and "_" can: "/", "+" and "#" mean
// something to MQTT, and ".", "*", ">" and spaces to the NATS server behind it.
func CheckLevel(level string) error {
	if level == "" || len(level) > maxLevel {
		return fmt.Errorf("%q has %d bytes, want 1 to %d", level, len(level), maxLevel)
	}
	for _, r := range level {
		if !isWord(r) {
			return fmt.Errorf("%q has the character %q, want only a-z, A-Z, 0-9, - and _", level, r)
		}
	}
	return nil
}

var unitName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

// CheckUnit says whether a unit of ours can be called so, or its commune: the rule of
// unit.id and unit.commune, narrower than that of a topic, which other makers' robots
// share.
func CheckUnit(name string) error {
	if !unitName.MatchString(name) {
		return fmt.Errorf("%q cannot be a unit's name: want 1 to 32 of a-z, 0-9 and -, as kb-01", name)
	}
	return nil
}

func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}
