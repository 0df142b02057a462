package share

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"tiepdan/kiosk"
)

// Bounds of what is sent.
const (
	requestMost = 1 << 20 // bytes
	answerMost  = 8 << 20
	opsMost     = 200
	textMost    = 64
	planMost    = 5
	waitMost    = 10 * time.Second
	path        = "/line/1"
)

// Request is what a member sends: what it owes, and what it has.
type Request struct {
	Run    string         `json:"run"`
	Boot   string         `json:"boot,omitempty"`  // names its process: of two robots with one name each has its own
	Block  int            `json:"block,omitempty"` // that it was given
	Sent   time.Time      `json:"sent"`            // by its clock
	Have   string         `json:"have"`            // version of the line
	WaitMS int            `json:"wait_ms"`
	Ops    []kiosk.LineOp `json:"ops,omitempty"`
}

// decodeRequest reads one request. What it does not know, it refuses: half an
// operation is none.
func decodeRequest(body []byte) (Request, error) {
	var r Request
	if err := decode(body, &r); err != nil {
		return Request{}, err
	}
	return r, r.check()
}

// decodeAnswer reads what the keeper answered.
func decodeAnswer(body []byte) (kiosk.LineHeard, error) {
	var h kiosk.LineHeard
	if err := decode(body, &h); err != nil {
		return kiosk.LineHeard{}, err
	}
	if h.Change.Line == "" || h.To == "" || h.Change.Now.IsZero() {
		return kiosk.LineHeard{}, errors.New("cannot use the keeper's answer: it names no line, version or time")
	}
	return h, nil
}

func decode(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("cannot read the other robot's message: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("cannot read the other robot's message: something follows it")
	}
	return nil
}

func (r Request) check() error {
	switch {
	case r.Run == "" || len(r.Run) > textMost || len(r.Have) > textMost || len(r.Boot) > textMost:
		return errors.New("cannot take a request without a run, or with too long a name")
	case r.WaitMS < 0 || time.Duration(r.WaitMS)*time.Millisecond > waitMost:
		return fmt.Errorf("cannot wait %d ms", r.WaitMS)
	case len(r.Ops) > opsMost:
		return fmt.Errorf("cannot take %d operations at once", len(r.Ops))
	}
	for i, op := range r.Ops {
		if err := checkOp(op); err != nil {
			return err
		}
		if i > 0 && op.Seq <= r.Ops[i-1].Seq {
			return errors.New("cannot take operations that are not in their order")
		}
	}
	return nil
}

var ticketNumber = regexp.MustCompile(`^[A-Z][0-9]{3,7}[B-Z]?$`)

func checkOp(op kiosk.LineOp) error {
	t := op.Ticket
	for _, text := range append([]string{t.ID, t.Token, t.Service, t.Class, t.Lang}, t.Plan...) {
		if len(text) > textMost {
			return fmt.Errorf("cannot take operation %d: a name has %d letters", op.Seq, len(text))
		}
	}
	if !whole(op) || op.Seq == 0 || t.ID == "" || len(t.Plan) > planMost || op.At.IsZero() {
		return fmt.Errorf("cannot take operation %d: it is no whole %.20q", op.Seq, op.Kind)
	}
	return nil
}

// whole reports whether an operation has what its kind needs.
func whole(op kiosk.LineOp) bool {
	t := op.Ticket
	switch op.Kind {
	case kiosk.OpIssue:
		return t.Service != "" && t.Token != ""
	case kiosk.OpAdopt:
		return t.Service != "" && (t.Token != "" || t.Robot == "") && ticketNumber.MatchString(t.Number)
	case kiosk.OpJoin, kiosk.OpLapse, kiosk.OpRated, kiosk.OpCheckIn:
		return true
	}
	return false
}
