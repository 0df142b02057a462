package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"strconv"
	"sync"
	"time"
)

const (
	// betweenLooks lets the page show up to ten pictures a second.
	betweenLooks = 100 * time.Millisecond
	// patience is how long a viewer waits for a change before it asks again.
	patience = 20 * time.Second
)

// eye sees a screen.
type eye interface {
	Capture() (*image.RGBA, error)
}

// camera takes pictures for whoever waits for one, at most one in betweenLooks
// for all viewers together, and none without a viewer.
type camera struct {
	eye eye

	mu     sync.Mutex // guards what follows, and held while looking
	looked time.Time
	seen   *image.RGBA
	count  int // of different pictures, the tag of this one
	png    []byte
}

// next waits for a picture with another tag than the viewer's. It returns none
// when ctx ends or nothing changes for as long as patience.
func (c *camera) next(ctx context.Context, has string) (picture []byte, tag string, err error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	for {
		picture, tag, err := c.look()
		if err != nil || tag != has {
			return picture, tag, err
		}
		select {
		case <-ctx.Done():
			return nil, has, nil
		case <-time.After(betweenLooks):
		}
	}
}

// look is the screen as of at most betweenLooks ago.
func (c *camera) look() ([]byte, string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.png != nil && time.Since(c.looked) < betweenLooks {
		return c.png, c.tag(), nil
	}
	img, err := c.eye.Capture()
	if err != nil {
		return nil, "", err
	}
	if c.seen == nil || c.seen.Rect != img.Rect || !bytes.Equal(c.seen.Pix, img.Pix) {
		var buf bytes.Buffer
		fast := png.Encoder{CompressionLevel: png.BestSpeed}
		if err := fast.Encode(&buf, img); err != nil {
			return nil, "", fmt.Errorf("cannot encode the picture: %w", err)
		}
		c.seen, c.png = img, buf.Bytes()
		c.count++
	}
	// Encoding counts as rest, lest a busy screen take a whole core.
	c.looked = time.Now()
	return c.png, c.tag(), nil
}

func (c *camera) tag() string { return strconv.Quote(strconv.Itoa(c.count)) }
