package console

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// Screen is the robot's screen as a technician sees it from afar. A version
// names a picture; another picture has another one.
type Screen interface {
	Capture(ctx context.Context) (image.Image, error)
	Version() uint64
	// WaitChange waits for another picture than that of a version.
	WaitChange(ctx context.Context, version uint64) (uint64, error)
}

const (
	// pictureEvery is the shortest time between two pictures.
	pictureEvery = 250 * time.Millisecond
	// captureWithin is how long the window's thread may take for a copy.
	captureWithin = 5 * time.Second
	// darkRetry is the pause before a screen that shows nothing is asked again.
	darkRetry = time.Second
)

// pictures encodes each picture once for all who look at it, in the goroutine
// of the first who asks.
type pictures struct {
	screen  Screen
	turn    chan struct{} // held while the fields below are used
	png     []byte        // nil for none
	version uint64
	at      time.Time // of the last capture
}

func newPictures(s Screen) *pictures { return &pictures{screen: s, turn: make(chan struct{}, 1)} }

// newest returns the PNG of what is on screen. It is not to be changed.
func (p *pictures) newest(ctx context.Context) ([]byte, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("cannot wait for the picture: %w", ctx.Err())
	}
	if p.png != nil && p.version == p.screen.Version() {
		return p.png, nil
	}
	if wait := pictureEvery - time.Since(p.at); wait > 0 && !rest(ctx, wait) {
		return nil, fmt.Errorf("cannot wait for the picture: %w", ctx.Err())
	}
	// Taken before the copy: a change in between makes the next one copy again.
	version := p.screen.Version()
	img, err := p.screen.Capture(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot copy the screen: %w", err)
	}
	p.at = time.Now()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img); err != nil {
		return nil, fmt.Errorf("cannot encode the screen: %w", err)
	}
	p.png, p.version = b.Bytes(), version
	return p.png, nil
}

// forget drops the picture when nobody looks any more.
func (p *pictures) forget() {
	select {
	case p.turn <- struct{}{}:
		p.png = nil
		<-p.turn
	default: // somebody looks after all
	}
}

// follow tells the versions of the pictures as they come, at most one in
// pictureEvery, until ctx ends. One that is not taken is replaced by the next.
func (p *pictures) follow(ctx context.Context, versions chan uint64) {
	version := p.screen.Version()
	for {
		select {
		case <-versions:
		default:
		}
		versions <- version // has room: this is the only sender
		if !rest(ctx, pictureEvery) {
			return
		}
		for {
			next, err := p.screen.WaitChange(ctx, version)
			if err == nil {
				version = next
				break
			}
			if !rest(ctx, darkRetry) {
				return
			}
		}
	}
}

// screenPNG sends the newest picture.
func (s *Server) screenPNG(w http.ResponseWriter, r *http.Request, ss session) {
	if s.pictures == nil {
		http.Error(w, "Robot này không cho xem màn hình từ xa.", http.StatusNotFound)
		return
	}
	s.watchers.glance(ss.ID)
	ctx, cancel := context.WithTimeout(r.Context(), captureWithin)
	defer cancel()
	data, err := s.pictures.newest(ctx)
	if err != nil {
		s.opts.Logger.LogAttrs(r.Context(), slog.LevelInfo, "no picture of the screen", slog.Any("error", err))
		http.Error(w, "Chưa có hình: màn hình robot chưa mở.", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) // a browser that went away needs no picture
}
