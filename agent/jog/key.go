package jog

import "time"

// Key is what a key wants.
type Key uint8

// The keys. KeyStop is every key without a meaning: whoever hits one wants no
// motion.
const (
	KeyStop Key = iota
	KeyForward
	KeyBack
	KeyLeft
	KeyRight
	KeyFaster
	KeySlower
	KeyEnd
)

// Drives reports whether a key moves the robot.
func (k Key) Drives() bool { return k >= KeyForward && k <= KeyRight }

// Decoder reads keys from the bytes of a terminal: letters, and arrows as
// ECMA-48 control sequences (ESC [ A, or ESC O A in application mode).
type Decoder struct{ state uint8 }

const (
	plain uint8 = iota
	escaped
	sequence
)

const (
	ctrlC  = 3
	ctrlD  = 4
	escape = 27
)

// Decode returns the keys in the bytes; a sequence may go on in the next ones.
func (d *Decoder) Decode(p []byte) []Key {
	var out []Key
	for _, b := range p {
		switch d.state {
		case escaped:
			if b == '[' || b == 'O' {
				d.state = sequence
				continue
			}
			d.state = plain
			out = append(out, KeyStop) // the escape key itself
		case sequence:
			if b == escape {
				d.state = escaped
			} else if b >= 0x40 && b <= 0x7e { // its last byte
				d.state = plain
				out = append(out, arrow(b))
			}
			continue
		}
		if b == escape {
			d.state = escaped
			continue
		}
		out = append(out, letter(b))
	}
	return out
}

func arrow(last byte) Key {
	switch last {
	case 'A':
		return KeyForward
	case 'B':
		return KeyBack
	case 'C':
		return KeyRight
	case 'D':
		return KeyLeft
	}
	return KeyStop
}

func letter(b byte) Key {
	switch b {
	case 'w', 'W':
		return KeyForward
	case 's', 'S':
		return KeyBack
	case 'a', 'A':
		return KeyLeft
	case 'd', 'D':
		return KeyRight
	case '+', '=':
		return KeyFaster
	case '-', '_':
		return KeySlower
	case 'q', 'Q', ctrlC, ctrlD:
		return KeyEnd
	}
	return KeyStop
}

const (
	// keyLife is how long a key counts as held after its last repeat. The
	// slowest terminals repeat every 92 ms.
	keyLife = 250 * time.Millisecond
	// firstRepeat is the longest pause before a keyboard repeats: 660 ms is
	// X's.
	firstRepeat = 700 * time.Millisecond
)

// DeadMan tells from a terminal's repeats whether a key is held. A terminal says
// nothing of a key that is let go, so a key counts only once it repeats, and no
// longer than keyLife after that: one that is hit by chance moves nothing.
type DeadMan struct {
	key  Key
	at   time.Time
	held bool
}

// Press takes a key.
func (d *DeadMan) Press(k Key, now time.Time) {
	again := k == d.key && k.Drives() && now.Sub(d.at) <= firstRepeat && (!d.held || now.Sub(d.at) < keyLife)
	d.key, d.at, d.held = k, now, again
}

// Held is the key that is held, KeyStop for none.
func (d *DeadMan) Held(now time.Time) Key {
	if !d.held || now.Sub(d.at) >= keyLife {
		return KeyStop
	}
	return d.key
}
