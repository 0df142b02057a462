package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"golang.org/x/sys/unix"
)

// ErrNotRunning means that no kioskd answers on the socket.
var ErrNotRunning = errors.New("no kioskd answers: it does not run here. Start it: sudo systemctl start kioskd; why it ended: journalctl -u kioskd")

// maxLine is the longest line of an answer that comes in lines.
const maxLine = 1 << 20

// Client asks the kioskd behind a socket.
type Client struct {
	path string
	http *http.Client
}

// NewClient prepares a client; nothing is opened yet.
func NewClient(path string) *Client {
	var d net.Dialer
	return &Client{path: path, http: &http.Client{Transport: &http.Transport{
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, "unix", path) },
		DisableKeepAlives: true,
	}}}
}

// Do sends a request for a path of the server, "/doctor", with body as JSON
// (nil is none), and returns an answer without a refusal. The caller closes
// its body. The error is [ErrNotRunning] when nobody listens, and wraps
// [os.ErrPermission] when this user may not ask.
func (c *Client) Do(ctx context.Context, method, path string, body any) (*http.Response, error) {
	var send io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("cannot ask kioskd for %s: %w", path, err)
		}
		send = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://kioskd"+path, send)
	if err != nil {
		return nil, fmt.Errorf("cannot ask kioskd for %s: %w", path, err)
	}
	return c.ask(req, path)
}

// ask sends a request and returns an answer without a refusal.
func (c *Client) ask(req *http.Request, path string) (*http.Response, error) {
	resp, err := c.http.Do(req)
	switch {
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ECONNREFUSED):
		return nil, fmt.Errorf("cannot ask on %s: %w", c.path, ErrNotRunning)
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("cannot ask on %s: this user may not; use sudo or a user of kioskd's group: %w", c.path, os.ErrPermission)
	case err != nil:
		return nil, fmt.Errorf("cannot ask on %s: %w", c.path, err)
	}
	if resp.StatusCode/100 == 2 {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	var why refusal
	data, _ := io.ReadAll(io.LimitReader(resp.Body, maxLine))
	if json.Unmarshal(data, &why) != nil || why.Error == "" {
		why.Error = resp.Status
	}
	return nil, fmt.Errorf("kioskd refuses %s: %s", path, why.Error)
}

// Lines asks like [Client.Do] for an answer in lines of JSON and gives each to
// take, until the answer ends or take returns an error.
func (c *Client) Lines(ctx context.Context, method, path string, body any, take func(line []byte) error) error {
	resp, err := c.Do(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if err := take(lines.Bytes()); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("cannot read what kioskd answers to %s: %w", path, err)
	}
	return nil
}
