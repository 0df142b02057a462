package share

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"tiepdan/kiosk"
)

// Times of the client.
const (
	dialMost   = 2 * time.Second
	pushMost   = 4 * time.Second
	retryFirst = 200 * time.Millisecond
	retryMost  = 5 * time.Second
)

// ClientOptions configure a member's side.
type ClientOptions struct {
	Core   Core
	Secret Secret
	Boot   string // names this run of the program
	Name   string // of the member
	Block  int    // of numbers, as this robot has it
	Keeper string // HOST:PORT
	Now    func() time.Time
	Logger *slog.Logger
}

// Client keeps a member's line like its keeper's.
type Client struct {
	o    ClientOptions
	http *http.Client

	mu   sync.Mutex
	told bool
	up   bool
}

// NewClient checks the options.
func NewClient(o ClientOptions) (*Client, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	secure, err := o.Secret.clientTLS(o.Name)
	if err != nil {
		return nil, err
	}
	return &Client{o: o, http: &http.Client{Transport: &http.Transport{
		DialContext: (&net.Dialer{Timeout: dialMost}).DialContext, TLSClientConfig: secure, TLSHandshakeTimeout: dialMost,
		MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
	}}}, nil
}

// Run sends what is owed and follows the line until ctx ends.
func (c *Client) Run(ctx context.Context) error {
	defer c.http.CloseIdleConnections()
	var both sync.WaitGroup
	both.Go(func() { c.follow(ctx) })
	both.Go(func() { c.push(ctx) })
	both.Wait()
	return nil
}

// follow asks what is new, again and again.
func (c *Client) follow(ctx context.Context) {
	var b backoff
	for ctx.Err() == nil {
		err := c.exchange(ctx, waitMost, false)
		c.link(ctx, err)
		b.after(ctx, err)
	}
}

// push sends what is owed as soon as it is.
func (c *Client) push(ctx context.Context) {
	var b backoff
	changed := c.o.Core.Changed(ctx)
	for ctx.Err() == nil {
		if len(c.o.Core.View().Share.Owed) > 0 {
			err := c.exchange(ctx, 0, true)
			c.link(ctx, err)
			b.after(ctx, err)
			if err != nil {
				continue
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

// exchange makes one request and has the core take its answer in.
func (c *Client) exchange(ctx context.Context, wait time.Duration, owed bool) error {
	ctx, cancel := context.WithTimeout(ctx, wait+pushMost)
	defer cancel()
	v := c.o.Core.View().Share
	req := Request{
		Run: v.Run, Boot: c.o.Boot, Block: c.o.Block, Sent: c.o.Now().UTC().Round(0), Have: v.Have, WaitMS: int(wait / time.Millisecond),
	}
	if owed {
		req.Ops = v.Owed[:min(len(v.Owed), opsMost)]
	}
	heard, ok, err := c.post(ctx, req)
	if err != nil || !ok {
		return err
	}
	return c.take(ctx, heard)
}

// shownMost is how long the view may lag behind a commit.
const shownMost = 200 * time.Millisecond

// take has the core take an answer in, unless it fits no more: it has heard a
// newer one meanwhile.
func (c *Client) take(ctx context.Context, heard kiosk.LineHeard) error {
	if c.o.Core.View().Share.Have != heard.From {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, pushMost)
	defer cancel()
	changed := c.o.Core.Changed(ctx)
	if err := c.o.Core.Commit(ctx, heard); err != nil {
		return fmt.Errorf("cannot take in how the line has changed: %w", err)
	}
	lag := time.NewTimer(shownMost)
	defer lag.Stop()
	for c.o.Core.View().Share.Have == heard.From {
		select {
		case <-changed:
		case <-lag.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// post sends a request; ok is false when nothing is new.
func (c *Client) post(ctx context.Context, r Request) (heard kiosk.LineHeard, ok bool, err error) {
	body, err := json.Marshal(r)
	if err != nil {
		return heard, false, fmt.Errorf("cannot write a request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+c.o.Keeper+path, bytes.NewReader(body))
	if err != nil {
		return heard, false, fmt.Errorf("cannot make a request: %w", err)
	}
	resp, err := c.http.Do(req)
	switch {
	case turnedAway(err), errors.Is(err, ErrStranger):
		return heard, false, ErrStranger
	case err != nil:
		return heard, false, fmt.Errorf("cannot reach the robot that keeps the line: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerMost+1))
	switch {
	case err != nil:
		return heard, false, fmt.Errorf("cannot read the keeper's answer: %w", err)
	case resp.StatusCode == http.StatusNoContent:
		return heard, false, nil
	case resp.StatusCode == http.StatusConflict:
		return heard, false, fmt.Errorf("%w: %.200s", errBarred, strings.TrimSpace(string(answer)))
	case resp.StatusCode != http.StatusOK:
		return heard, false, fmt.Errorf("the keeper refused: %s: %.200s", resp.Status, strings.TrimSpace(string(answer)))
	case len(answer) > answerMost:
		return heard, false, fmt.Errorf("cannot take an answer of more than %d bytes", answerMost)
	}
	heard, err = decodeAnswer(answer)
	return heard, err == nil, err
}

// errBarred is the keeper's word that a robot like this one has no part in the line.
var errBarred = errors.New("the keeper refused this robot")

// turnedAway reports whether the keeper ended the handshake because it does not
// know this robot's key: it has another key file, or no such name in its list.
func turnedAway(err error) bool {
	var remote *net.OpError
	return errors.As(err, &remote) && remote.Op == "remote error"
}

// link tells the core whether the keeper answers, when that changes, and that it
// wants nothing of this robot until the core knows.
func (c *Client) link(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if errors.Is(err, errBarred) && !c.o.Core.View().Share.Barred {
		c.o.Core.Post(kiosk.LineBarred{Why: err.Error()})
	}
	up := err == nil
	if c.told && c.up == up {
		return
	}
	c.told, c.up = true, up
	detail := ""
	if err != nil {
		detail = err.Error()
		c.http.CloseIdleConnections()
		c.o.Logger.LogAttrs(ctx, slog.LevelWarn, "cut off from the robot that keeps the line", slog.String("error", detail))
	} else {
		c.o.Logger.LogAttrs(ctx, slog.LevelInfo, "the robot that keeps the line answers", slog.String("keeper", c.o.Keeper))
	}
	c.o.Core.Post(kiosk.LinkChanged{Part: kiosk.PartLine, Up: up, Detail: detail})
}

// backoff waits longer from failure to failure.
type backoff struct{ pause time.Duration }

func (b *backoff) after(ctx context.Context, err error) {
	if err == nil {
		b.pause = 0
		return
	}
	b.pause = min(max(2*b.pause, retryFirst), retryMost)
	jitter := 0.8 + 0.4*rand.Float64() //nolint:gosec // spreads retries, no secret
	t := time.NewTimer(time.Duration(jitter * float64(b.pause)))
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
