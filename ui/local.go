package ui

import (
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui/telex"
)

// local is what is nobody's business but the screen's: pages turned, letters
// written. It is forgotten when the visitor leaves; what is written is never
// sent anywhere.
type local struct {
	page    int // of what is shown page by page
	part    int // of a procedure, of the technician's page
	query   string
	asking  bool // what is written is to be understood now
	method  telex.Method
	caps    bool
	pad     bool // the technician's PIN is asked for
	pin     string
	entered string    // a PIN to be checked now
	refused bool      // the PIN was wrong
	focus   int       // of the voice guide, among the controls
	zone    *GuideKey // of the voice guide, touched now
	felt    uint64    // fields of the touch test that a finger was on
	repeats int       // of the voice guide: "say it again"
	hearing string    // what the visitor has said so far
	sheet   sheet     // open over the screen
	plan    []string  // services that the visitor also came for, in their order
	code    string    // of a reservation, as far as it is typed
	floor   floorLocal
	check   checkKind // an examination to begin now
	corner  int       // of the screen, touched now; 1 to 4
	seen    time.Time // the end of the refusal that was read
}

// action changes what is local when a control is touched.
type action func(*local)

// turnTo goes to a page.
func turnTo(page int) action { return func(l *local) { l.page = page } }

// scene names what is on screen: when it changes, pages begin anew.
type sceneKey struct {
	screen kiosk.Screen
	spot   kiosk.Spot
	about  string // ticket or mission
}

func keyOf(v kiosk.View) sceneKey {
	k := sceneKey{screen: v.Screen, spot: v.Spot}
	switch {
	case v.Ticket != nil:
		k.about = v.Ticket.ID
	case v.Rating != nil:
		k.about = v.Rating.Ticket
		if v.Rating.Asking {
			k.about += "/reasons"
		}
	}
	return k
}

// enter forgets what belonged to the screen before. What was written stays
// while a visitor looks at what it found.
func (l *local) enter(k sceneKey) {
	next := local{method: l.method, repeats: l.repeats, pad: l.pad && padOver(k.screen), pin: l.pin, refused: l.refused, seen: l.seen} // what was said again is no news of the next screen
	switch k.screen {
	case kiosk.ScreenFind, kiosk.ScreenGroup, kiosk.ScreenSearch, kiosk.ScreenAnswer, kiosk.ScreenGuide, kiosk.ScreenLooks, kiosk.ScreenHelp, kiosk.ScreenFeedback, kiosk.ScreenListen,
		kiosk.ScreenCheckIn:
		next.query = l.query
	default:
		next.method = telex.Telex
	}
	*l = next
}
