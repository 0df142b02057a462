package schema

import (
	"errors"
	"fmt"
	"slices"
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

func splitBundle(data []byte) (all []Packed, err error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%d bytes, want at most %d", len(data), MaxBytes)
	}
	w := walker{data: data}
	haveVersion := false
	err = w.object(func(name []byte) error {
		switch {
		case string(name) == "v" && !haveVersion:
			haveVersion = true
			return checkVersion(w.plain())
		case string(name) == "events" && all == nil:
			all, err = splitEvents(&w)
			return err
		}
		return fmt.Errorf("field %.40q is unknown, or given twice", name)
	})
	switch {
	case err != nil:
		return nil, err
	case !w.ended():
		return nil, errors.New("data after the object")
	case !haveVersion || all == nil:
		return nil, errors.New("a field is missing")
	}
	return all, nil
}

func checkVersion(v []byte) error {
	if string(v) != "1" {
		return fmt.Errorf("v is %.40q, want %d", v, Version)
	}
	return nil
}

func splitEvents(w *walker) (all []Packed, err error) {
	if !w.take('[') {
		return nil, errors.New("events is no list")
	}
	for more := true; more; more = w.take(',') {
		if len(all) == MaxBundle {
			return nil, fmt.Errorf("more than %d events", MaxBundle)
		}
		one, err := splitPacked(w)
		if err != nil {
			return nil, fmt.Errorf("events[%d]: %w", len(all), err)
		}
		all = append(all, one)
	}
	if !w.take(']') {
		return nil, errNotJSON
	}
	return all, nil
}

func splitPacked(w *walker) (one Packed, err error) {
	haveKind := false
	err = w.object(func(name []byte) error {
		switch {
		case string(name) == "kind" && !haveKind:
			haveKind = true
			text, ok := w.text()
			one.Kind = Kind(text)
			if !ok {
				return errors.New("kind is no plain text")
			}
			return nil
		case string(name) == "event" && one.Data == nil:
			if one.Data = w.nested(); one.Data == nil {
				return errors.New("event is no object")
			}
			return nil
		}
		return fmt.Errorf("field %.40q is unknown, or given twice", name)
	})
	if err == nil && (!haveKind || one.Data == nil) {
		err = errors.New("a field is missing")
	}
	return one, err
}
