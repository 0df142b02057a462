package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Stream is a request and its answer that both go on, line by line of JSON. When
// either program ends, however it does, the other one's next read fails.
type Stream struct {
	path   string
	send   *io.PipeWriter
	answer io.ReadCloser
	lines  *bufio.Scanner
}

// Open begins one with a POST. The context ends it as well.
func (c *Client) Open(ctx context.Context, path string) (*Stream, error) {
	body, send := io.Pipe()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://kioskd"+path, body)
	if err != nil {
		return nil, fmt.Errorf("cannot ask kioskd for %s: %w", path, err)
	}
	req.ContentLength = -1        // else its first line is waited for
	resp, err := c.ask(req, path) //nolint:bodyclose // Close does
	if err != nil {
		_ = send.Close()
		return nil, err
	}
	s := &Stream{path: path, send: send, answer: resp.Body, lines: bufio.NewScanner(resp.Body)}
	s.lines.Buffer(nil, maxLine)
	return s, nil
}

// Send sends one line.
func (s *Stream) Send(v any) error {
	data, err := json.Marshal(v)
	if err == nil {
		_, err = s.send.Write(append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("cannot tell kioskd for %s: %w", s.path, err)
	}
	return nil
}

// Next reads the next line of the answer; [io.EOF] is its end.
func (s *Stream) Next(v any) error {
	if !s.lines.Scan() {
		if err := s.lines.Err(); err != nil {
			return fmt.Errorf("cannot read what kioskd answers to %s: %w", s.path, err)
		}
		return io.EOF
	}
	if err := json.Unmarshal(s.lines.Bytes(), v); err != nil {
		return fmt.Errorf("cannot read what kioskd answers to %s: %w", s.path, err)
	}
	return nil
}

// Close ends it.
func (s *Stream) Close() error { return errors.Join(s.send.Close(), s.answer.Close()) }

// maxWord is the longest line of a request that goes on.
const maxWord = 4096

// Duplex is the server's end of a Stream.
type Duplex struct {
	*Lines

	words *bufio.Scanner
	rc    *http.ResponseController
}

// NewDuplex begins to answer a request that goes on.
func NewDuplex(w http.ResponseWriter, r *http.Request) (*Duplex, error) {
	rc := http.NewResponseController(w)
	if err := rc.EnableFullDuplex(); err != nil {
		return nil, fmt.Errorf("cannot answer while the request goes on: %w", err)
	}
	d := &Duplex{Lines: NewLines(w), words: bufio.NewScanner(r.Body), rc: rc}
	d.words.Buffer(nil, maxWord)
	return d, nil
}

// Next reads the next line of the request. The error says that there is none any
// more, or that it is none.
func (d *Duplex) Next(v any) error {
	if !d.words.Scan() {
		return errors.Join(io.EOF, d.words.Err())
	}
	return json.Unmarshal(d.words.Bytes(), v)
}

// HangUp ends a Next that waits.
func (d *Duplex) HangUp() { _ = d.rc.SetReadDeadline(time.Unix(1, 0)) }
