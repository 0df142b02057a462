package control

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
)

// Lines writes an answer in lines of JSON, each sent at once. It is safe for
// concurrent use.
type Lines struct {
	mu sync.Mutex
	w  http.ResponseWriter
}

// NewLines begins such an answer.
func NewLines(w http.ResponseWriter) *Lines {
	w.Header().Set("Content-Type", "application/x-ndjson")
	return &Lines{w: w}
}

// Send sends one line.
func (l *Lines) Send(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("cannot write a line of the answer: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.w.Write(append(data, '\n')); err != nil {
		return fmt.Errorf("cannot send a line of the answer: %w", err)
	}
	return http.NewResponseController(l.w).Flush()
}
