package panel

import (
	"fmt"
	"time"
)

// Buttons is how many buttons a panel has.
const Buttons = 4

// StuckAfter is how long a button stays down before it counts as stuck.
const StuckAfter = 10 * time.Second

// LongAfter is how long a button stays down before it calls for help instead of
// rating.
const LongAfter = 3 * time.Second

// Press is one press of a button. A button that is held down makes one Press.
type Press struct {
	Button int       // 1 to Buttons, from the happiest face
	At     time.Time // when the button went down, by this machine's clock
	Seq    uint32    // identity of the press, never 0; see Handler.OnPress
	Long   bool      // held for LongAfter
}

// Handler is what a panel reports. Its functions are called one at a time,
// from Run's goroutines, and should return within a few hundred milliseconds.
// A nil function is not called, and a nil OnPress accepts every press.
type Handler struct {
	// OnPress takes a press. Returning nil means that the press is stored
	// for good; after an error the same press comes again, with the same
	// Seq, until it is taken. Presses are never merged or reordered.
	//
	// A program that was killed between storing a press and returning may
	// see it once more after its restart: give Last, or compare Seq with
	// that of the last press stored.
	OnPress func(Press) error

	// OnHelp takes a long press, any button's, as OnPress takes the others: it is
	// no rating. Without it a panel on pins rates as soon as a button goes down,
	// and a box's long press counts as a press.
	OnHelp func(Press) error

	// OnLink reports whether the panel can be used: once when that is first
	// known, then on every change.
	OnLink func(up bool)

	// OnStuck reports that a button has been down for StuckAfter (true, once)
	// and that it came up again (false).
	OnStuck func(button int, stuck bool)
}

func (h Handler) press(p Press) error {
	take := h.OnPress
	if p.Long && h.OnHelp != nil {
		take = h.OnHelp
	}
	if take == nil {
		return nil
	}
	if err := take(p); err != nil {
		return fmt.Errorf("cannot store press %d of button %d: %w", p.Seq, p.Button, err)
	}
	return nil
}

func (h Handler) stuck(button int, stuck bool) {
	if h.OnStuck != nil {
		h.OnStuck(button, stuck)
	}
}

// nextSeq skips 0, which stands for "no press".
func nextSeq(seq uint32) uint32 {
	if seq++; seq == 0 {
		seq = 1
	}
	return seq
}
