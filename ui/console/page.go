package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"path"
	"slices"
	"time"

	"tiepdan/ui/font"
)

//go:embed page/*.html
var pageFiles embed.FS

//go:embed static
var staticFiles embed.FS

// asset is one file of /static/, named with its content's hash so that
// browsers may keep it.
type asset struct {
	data    []byte
	kind    string
	version string
}

func assets() (map[string]asset, error) {
	kinds := map[string]string{
		".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
		".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".ttf": "font/ttf",
	}
	out := map[string]asset{}
	add := func(name string, data []byte) {
		sum := sha256.Sum256(data)
		out[name] = asset{data: data, kind: kinds[path.Ext(name)], version: hex.EncodeToString(sum[:6])}
	}
	list, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, fmt.Errorf("cannot list the static files: %w", err)
	}
	for _, f := range list {
		data, err := fs.ReadFile(staticFiles, "static/"+f.Name())
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", f.Name(), err)
		}
		add(f.Name(), data)
	}
	add("regular.ttf", font.Regular())
	add("semibold.ttf", font.SemiBold())
	add("bold.ttf", font.Bold())
	add("font.OFL.txt", []byte(font.License()))
	return out, nil
}

// versionOf names the pages and the files that they are made of.
func versionOf(files map[string]asset) (string, error) {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		_, _ = io.WriteString(sum, name+files[name].version) // a hash never fails
	}
	list, err := pageFiles.ReadDir("page")
	if err != nil {
		return "", fmt.Errorf("cannot list the pages: %w", err)
	}
	for _, f := range list {
		data, err := fs.ReadFile(pageFiles, "page/"+f.Name())
		if err != nil {
			return "", fmt.Errorf("cannot read %s: %w", f.Name(), err)
		}
		_, _ = sum.Write(data)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6]), nil
}

func parsePages(files map[string]asset) (*template.Template, error) {
	t, err := template.New("").Funcs(template.FuncMap{
		"static": func(name string) string { return "/static/" + name + "?v=" + files[name].version },
	}).ParseFS(pageFiles, "page/*.html")
	if err != nil {
		return nil, fmt.Errorf("cannot parse: %w", err)
	}
	return t, nil
}

func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	a, ok := s.static[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == a.version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.Header().Set("ETag", `"`+a.version+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.data))
}

func (s *Server) deskPage(w http.ResponseWriter, r *http.Request) {
	ss, ok := s.current(r)
	switch {
	case !ok:
		http.Redirect(w, r, "/login", http.StatusSeeOther)
	case ss.Door == technician:
		http.Redirect(w, r, "/screen", http.StatusSeeOther)
	default:
		s.page(w, r, http.StatusOK, "desk.html", s.desk(ss))
	}
}

// page draws a whole template before it sends anything, so that a fault never
// shows half a page.
func (s *Server) page(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	body, err := s.render(name, data)
	if err != nil {
		s.opts.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot draw the door console", slog.Any("error", err))
		http.Error(w, "Trang chưa hiện được. Vui lòng tải lại hoặc báo kỹ thuật.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a browser that went away needs no page
}

func (s *Server) render(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("cannot draw %s: %w", name, err)
	}
	return b.Bytes(), nil
}
