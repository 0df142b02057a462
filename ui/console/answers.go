package console

import (
	"context"
	"net/http"
	"sync"
)

// keptAnswers is how many presses are remembered: more than are under way.
const keptAnswers = 256

// answers gives a press that comes twice, from an impatient hand or a network
// that lost the answer, the first one's answer.
type answers struct {
	mu    sync.Mutex
	all   map[string]*answered
	order []string // of all, oldest first
}

// answered is one press and, once done is closed, its answer.
type answered struct {
	done   chan struct{}
	status int
	text   string
}

func newAnswers() *answers { return &answers{all: map[string]*answered{}} }

// claim returns the place for a press's answer; first says that the caller
// must settle it.
func (a *answers) claim(request string) (e *answered, first bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if e, ok := a.all[request]; ok {
		return e, false
	}
	for len(a.order) >= keptAnswers {
		delete(a.all, a.order[0])
		a.order = a.order[1:]
	}
	e = &answered{done: make(chan struct{})}
	a.all[request] = e
	a.order = append(a.order, request)
	return e, true
}

// settle gives the answer. One that does not tell what happened is forgotten:
// the press may come again, and the core knows whether it was done.
func (a *answers) settle(request string, e *answered, status int, text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	e.status, e.text = status, text
	if status >= http.StatusInternalServerError && a.all[request] == e {
		delete(a.all, request)
	}
	close(e.done)
}

// wait returns the first press's answer.
func (e *answered) wait(ctx context.Context) (status int, text string) {
	select {
	case <-e.done:
		return e.status, e.text
	case <-ctx.Done():
		_, status = refusal(ctx.Err())
		return status, "Robot chưa trả lời. Vui lòng xem số đang hiện trước khi nhấn lại."
	}
}
