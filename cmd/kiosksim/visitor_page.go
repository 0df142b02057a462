package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net"
	"net/http"
)

//go:embed visitor
var visitorFiles embed.FS

// hand touches a screen.
type hand interface {
	Press(x, y int) error
	Move(x, y int) error
	Release(x, y int) error
}

// newVisitorPage serves the page, the live picture and the touches.
func newVisitorPage(screen interface {
	eye
	hand
}, display string, allowRemote bool,
) (http.Handler, error) {
	files, err := fs.Sub(visitorFiles, "visitor")
	if err != nil {
		return nil, fmt.Errorf("cannot find the visitor's page: %w", err)
	}
	t, err := template.ParseFS(files, "page.html")
	if err != nil {
		return nil, fmt.Errorf("cannot read the visitor's page: %w", err)
	}
	var page bytes.Buffer
	if err := t.Execute(&page, struct{ Display string }{display}); err != nil {
		return nil, fmt.Errorf("cannot write the visitor's page: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page.Bytes()) // who has left does not want it
	})
	for _, name := range []string{"visitor.css", "visitor.js"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, name) })
	}
	mux.HandleFunc("GET /picture", servePicture(&camera{eye: screen}))
	mux.HandleFunc("POST /touch", serveTouch(screen))
	return guard(http.NewCrossOriginProtection().Handler(mux), allowRemote), nil
}

// guard turns away who came by a name that is not ours: a page elsewhere whose name
// has been made to point here (DNS rebinding) would pass for this one. An address
// cannot be made to point elsewhere.
func guard(next http.Handler, allowRemote bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !isLoopback(host) && (!allowRemote || net.ParseIP(host) == nil) {
			http.Error(w, "not the name of this page: use its address", http.StatusMisdirectedRequest)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// servePicture answers with a picture other than the one with the tag in
// If-None-Match, as soon as there is one, or with 304.
func servePicture(c *camera) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		picture, tag, err := c.next(r.Context(), r.Header.Get("If-None-Match"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("ETag", tag)
		if picture == nil {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(picture) //nolint:gosec // G705: a PNG of ours; and who has left does not want it
	}
}

// touch is one movement of the finger, in pixels of the screen.
type touch struct {
	Do string `json:"do"` // press, move or release
	X  int    `json:"x"`
	Y  int    `json:"y"`
}

func serveTouch(h hand) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") != "application/json" {
			http.Error(w, "want application/json", http.StatusUnsupportedMediaType)
			return
		}
		var t touch
		body := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10))
		body.DisallowUnknownFields()
		if err := body.Decode(&t); err != nil {
			http.Error(w, "want do, x and y: "+err.Error(), http.StatusBadRequest)
			return
		}
		if err := t.play(h); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func (t touch) play(h hand) error {
	switch t.Do {
	case "press":
		return h.Press(t.X, t.Y)
	case "move":
		return h.Move(t.X, t.Y)
	case "release":
		return h.Release(t.X, t.Y)
	default:
		return errors.New("do: want press, move or release")
	}
}
