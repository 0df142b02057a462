package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MaxBundle bounds the events of one bundle.
const MaxBundle = 256

// Packed is one event of a bundle: the message that it would be alone, and the
// kind that its topic would tell then.
type Packed struct {
	Kind Kind
	Data []byte
}

// KindsBundled lists the kinds that travel in bundles: all but results, because
// whoever sent a command listens on its channel alone.
func KindsBundled() []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return k == KindResult })
}

// Channel is where the event would travel alone. A kind that cannot be part of
// a topic has come in a bundle only.
func (p Packed) Channel() Channel {
	if CheckLevel(string(p.Kind)) != nil {
		return ChannelBundle
	}
	return p.Kind.Channel()
}

// Decode reads the event as strictly as if it had come alone.
func (p Packed) Decode() (Event, error) {
	if p.Kind == KindResult {
		return Event{}, errors.New("cannot decode result: it travels on the channel of its command, not in a bundle")
	}
	return DecodeEvent(p.Kind, p.Data)
}

const (
	bundleHead = `{"v":1,"events":[`
	bundleTail = `]}`
	packedHead = `{"kind":"`
	packedBody = `","event":`
	packedTail = `}`
)

// Bundle gathers events into one message. Its zero value is empty.
type Bundle struct {
	data []byte
	n    int
}

// Add puts an event, as Join gives it, at the end. It is false, and nothing is
// added, when the bundle would be longer than most bytes or the contract allows.
func (b *Bundle) Add(kind Kind, event []byte, most int) bool {
	const wrapping = len(packedHead) + len(packedBody) + len(packedTail) + len(",") + len(bundleTail)
	if b.n == MaxBundle || max(len(b.data), len(bundleHead))+wrapping+len(kind)+len(event) > min(most, MaxBytes) {
		return false
	}
	if b.n == 0 {
		b.data = append(make([]byte, 0, min(most, MaxBytes)), bundleHead...)
	} else {
		b.data = append(b.data, ',')
	}
	b.data = append(b.data, packedHead...)
	b.data = append(b.data, kind...)
	b.data = append(b.data, packedBody...)
	b.data = append(b.data, event...)
	b.data = append(b.data, packedTail...)
	b.n++
	return true
}

// Len counts the events.
func (b *Bundle) Len() int { return b.n }

// Message is the whole message. Nothing may be added after it.
func (b *Bundle) Message() []byte { return append(b.data, bundleTail...) }

// SplitBundle takes a bundle apart without looking into its events: one that
// cannot be read does the others no harm. The parts share the bytes of data.
func SplitBundle(data []byte) ([]Packed, error) {
	all, err := splitBundle(data)
	if err != nil {
		return nil, fmt.Errorf("cannot split bundle: %w", err)
	}
	return all, nil
}

func splitBundle(data []byte) ([]Packed, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%d bytes, want at most %d", len(data), MaxBytes)
	}
	if !json.Valid(data) {
		return nil, errors.New("not JSON")
	}
	var version, events []byte
	if err := fields(data, slot{"v", &version}, slot{"events", &events}); err != nil {
		return nil, err
	}
	if string(version) != "1" {
		return nil, fmt.Errorf("v is %.40q, want %d", version, Version)
	}
	if events[0] != '[' {
		return nil, errors.New("events is no list")
	}
	var all []Packed
	for rest := (walker{events, 1}); rest.more(']'); {
		if len(all) == MaxBundle {
			return nil, fmt.Errorf("more than %d events", MaxBundle)
		}
		one, err := splitPacked(rest.value())
		if err != nil {
			return nil, fmt.Errorf("events[%d]: %w", len(all), err)
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, errors.New("no events")
	}
	return all, nil
}

func splitPacked(data []byte) (Packed, error) {
	var kind, event []byte
	if err := fields(data, slot{"kind", &kind}, slot{"event", &event}); err != nil {
		return Packed{}, err
	}
	var name Kind
	if kind[0] != '"' || json.Unmarshal(kind, &name) != nil {
		return Packed{}, errors.New("kind is no text")
	}
	if event[0] != '{' {
		return Packed{}, errors.New("event is no object")
	}
	return Packed{Kind: name, Data: event}, nil
}

// slot is a field that must be there, and where its value goes.
type slot struct {
	name string
	into *[]byte
}

// fields gives the values of an object that has exactly the fields of the slots.
func fields(data []byte, slots ...slot) error {
	data = bytes.TrimLeft(data, " \t\r\n")
	if data[0] != '{' {
		return errors.New("not an object")
	}
	found := 0
	for rest := (walker{data, 1}); rest.more('}'); found++ {
		name := rest.value()
		i := slices.IndexFunc(slots, func(s slot) bool { return s.name == string(name[1:len(name)-1]) })
		if i < 0 {
			return fmt.Errorf("unknown field %.40s", name)
		}
		if *slots[i].into != nil {
			return fmt.Errorf("field %s is given twice", name)
		}
		rest.to(':')
		*slots[i].into = rest.value()
	}
	if found != len(slots) {
		return errors.New("a field is missing")
	}
	return nil
}

// walker goes over JSON that is known to be valid.
type walker struct {
	data []byte
	at   int
}

// space goes over what stands between values.
func (w *walker) space() {
	for w.at < len(w.data) && strings.IndexByte(" \t\r\n", w.data[w.at]) >= 0 {
		w.at++
	}
}

// to goes over one character that must come.
func (w *walker) to(c byte) {
	for w.data[w.at] != c {
		w.at++
	}
	w.at++
}

// more goes to the next member of an object or a list, which ends with end.
func (w *walker) more(end byte) bool {
	w.space()
	if w.data[w.at] == ',' {
		w.at++
		w.space()
	}
	return w.data[w.at] != end
}

// value goes over the value that comes, and gives it.
func (w *walker) value() []byte {
	w.space()
	from := w.at
	switch w.data[from] {
	case '"':
		w.at = textEnd(w.data, from+1) + 1
	case '{', '[':
		w.nested()
	default:
		for w.at < len(w.data) && strings.IndexByte(",}] \t\r\n", w.data[w.at]) < 0 {
			w.at++
		}
	}
	return w.data[from:w.at]
}

// nested goes over an object or a list.
func (w *walker) nested() {
	for depth := 0; ; w.at++ {
		switch w.data[w.at] {
		case '"':
			w.at = textEnd(w.data, w.at+1)
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				w.at++
				return
			}
		}
	}
}
