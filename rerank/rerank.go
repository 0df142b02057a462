package rerank

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Options configures a Client.
type Options struct {
	URL     string // of the interface, as http://192.168.1.20:8080/v1
	Model   string // as the server calls it
	KeyFile string // whose text is the key; "" for none
	Timeout time.Duration
}

const (
	mostBytes = 64 << 10 // of an answer
	// A server that fails so often in a row is left alone for a while: each try
	// is time in which a visitor waits.
	mostFailures = 3
	restFor      = 30 * time.Second
)

// Client asks one server. Make it with New.
type Client struct {
	options Options
	key     string
	http    *http.Client

	mu       sync.Mutex
	failures int // in a row
	rests    time.Time
}

// ErrRests says that the server failed lately and is not asked now.
var ErrRests = errors.New("the model failed lately and is left alone")

// New makes a client. It connects to no address but private ones, whatever a
// server answers: no proxy, no redirect.
func New(o Options) (*Client, error) {
	c := &Client{options: o}
	if o.KeyFile != "" {
		data, err := os.ReadFile(o.KeyFile) // #nosec G304 -- the file that the operator names
		if err != nil {
			return nil, fmt.Errorf("cannot read the model's key: %w", err)
		}
		if c.key, err = readKey(data); err != nil {
			return nil, fmt.Errorf("cannot use the model's key in %s: %w", o.KeyFile, err)
		}
	}
	dialer := &net.Dialer{Timeout: o.Timeout, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !Private(at.Addr()) {
			return fmt.Errorf("%s is not an address of this network", address)
		}
		return nil
	}}
	c.http = &http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: o.Timeout, MaxIdleConns: 1, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: mostBytes},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// Private reports whether an address is of this machine or of a private network.
func Private(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()
}

// Close drops the connection that is kept for the next question.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Best asks which of the choices is meant, within the time that the options give.
// An error says nothing of what was said or answered.
func (c *Client) Best(ctx context.Context, said string, choices []Choice) (code string, err error) {
	if c.resting(time.Now()) {
		return "", ErrRests
	}
	timed, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	code, err = c.ask(timed, said, choices)
	if ctx.Err() == nil { // who left says nothing of the server
		c.note(err, time.Now())
	}
	if err != nil {
		return "", fmt.Errorf("cannot ask the model: %w", err)
	}
	return code, nil
}

func (c *Client) ask(ctx context.Context, said string, choices []Choice) (string, error) {
	body, err := encode(c.options.Model, said, choices)
	if err != nil {
		return "", err
	}
	at := strings.TrimSuffix(c.options.URL, "/") + "/chat/completions"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	w, err := c.http.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = w.Body.Close() }() // all of it that counts was read
	if w.StatusCode != http.StatusOK {
		return "", fmt.Errorf("it answers %d", w.StatusCode)
	}
	answer, err := io.ReadAll(io.LimitReader(w.Body, mostBytes+1))
	switch {
	case err != nil:
		return "", err
	case len(answer) > mostBytes:
		return "", fmt.Errorf("%w: more than %d bytes", ErrAnswer, mostBytes)
	}
	return Decode(answer, choices)
}

func (c *Client) resting(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Before(c.rests)
}

func (c *Client) note(err error, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.failures = 0
		return
	}
	if c.failures++; c.failures >= mostFailures {
		c.failures, c.rests = mostFailures-1, now.Add(restFor) // then one try tells
	}
}
