package engine_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/speech/engine"
)

func prepareLine(text string) string {
	return fmt.Sprintf(`{"v":1,"op":"prepare","lang":"vi","text":%q}`, text)
}

// ahead is a chain whose sentences are made ahead by reader and said by last.
func ahead(t *testing.T, dir string, neural engine.Teller, last, made engine.Synth) *engine.Chain {
	t.Helper()
	return engine.NewChain(engine.ChainOptions{Neural: neural, Last: last, Ahead: made, Named: "x", Store: newStore(t, dir, 1<<20), Logger: slog.New(slog.DiscardHandler)})
}

// well is a reader that is installed.
type well struct{ reader }

func (*well) Check() error { return nil }

// Fixed sentences are made once, in their order, by whoever makes those that
// nobody waits for, and are there after the next start.
func TestAhead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lines := []string{prepareLine("một"), prepareLine("hai"), prepareLine("ba"), prepareLine("")}
	for start, wants := range [][]string{{"một", "hai", "ba"}, nil} {
		said, made := &well{}, &well{}
		var got []string
		synctest.Test(t, func(t *testing.T) {
			got = talkWith(t, ahead(t, dir, nil, said, made), wavOutput(t), time.Second, append(slices.Clone(lines), sayLine("1", "hai"))...)
		})
		if !slices.Equal(made.said, wants) || len(said.said) != 0 {
			t.Errorf("start %d: made ahead %q, said by the voice %q; want %q, and none", start, made.said, said.said, wants)
		}
		if all := strings.Join(got, "\n"); !strings.Contains(all, "ready") || !strings.Contains(all, "error  there is nothing to say") || !strings.Contains(all, "done 1") {
			t.Errorf("start %d: got %s", start, all)
		}
	}
}

// A sentence that is asked for goes first: nothing is made ahead meanwhile.
func TestAheadWaits(t *testing.T) {
	t.Parallel()
	made := &well{}
	synctest.Test(t, func(t *testing.T) {
		talkWith(t, ahead(t, t.TempDir(), nil, hum{}, made), wavOutput(t), time.Minute, sayLine("1", "stuck"), prepareLine("một"))
	})
	if len(made.said) != 0 {
		t.Errorf("while a sentence is spoken: made %q ahead, want nothing", made.said)
	}
}

// With a neural voice the parts of a sentence are made one by one, so that who
// asks for another waits for one part at most.
func TestAheadInParts(t *testing.T) {
	t.Parallel()
	p, said := &parrot{name: "x"}, &well{}
	c := ahead(t, t.TempDir(), p, said, said)
	u := engine.Utterance{Lang: "vi", Text: "Xin chào quý khách. Mời quý khách chạm vào màn hình. Xin cảm ơn."}
	parts := 1
	for more := true; more; parts++ {
		var err error
		if more, err = c.Prepare(t.Context(), u); err != nil || parts > 5 {
			t.Fatalf("part %d: %v", parts, err)
		}
		if more && len(p.said) != parts {
			t.Errorf("after %d parts: made %q", parts, p.said)
		}
	}
	n := len(p.said)
	if err := c.Synthesise(t.Context(), u, func([]int16) error { return nil }); err != nil || n != 3 || len(p.said) != n {
		t.Errorf("said afterwards: %v, made %q, want the three parts once", err, p.said)
	}
	p.name = "y"
	if more, err := c.Prepare(t.Context(), u); !more || err != nil || len(p.said) != n+1 {
		t.Errorf("another voice: got %v, %v and %q, want the parts made anew", more, err, p.said)
	}
	p.name, p.fail = "z", "Mời"
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 2 {
		if _, err := c.Prepare(ctx, u); err != nil {
			return
		}
	}
	t.Error("a voice that fails: got no error")
}
