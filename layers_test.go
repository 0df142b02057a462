package tiepdan_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "tiepdan"

// tags are those of the Makefile.
const tags = "novulkan gles2 egl"

// pkg is what go list tells of one package.
type pkg struct {
	ImportPath, Name, Doc string
	Standard              bool
	CgoFiles              []string
	Deps                  []string
}

// A layer is a part of the tree and all that it may reach, at any distance.
// Prefixes are paths below the module; the longest layer that a package is in
// counts.
type layer struct {
	of    string
	local []string
	// others, if not nil, are the only modules that it may reach besides.
	others []string
}

// none of other people's modules.
var none = []string{}

var core = []string{"kiosk", "queue", "assist"}

func layers() []layer {
	edge := func(of string, more ...string) layer {
		return layer{of: of, local: slices.Concat([]string{of}, core, more)}
	}
	return []layer{
		{of: "queue", local: []string{"queue"}, others: none},
		{of: "assist", local: []string{"assist", "queue"}, others: none},
		{of: "kiosk", local: core, others: none},
		{of: "config", local: []string{"config"}, others: []string{"github.com/pelletier/go-toml"}},
		edge("agent"),
		edge("agent/update", "agent", "report/schema"),
		edge("agent/seed", "agent", "config/edit"),
		edge("agent/provision", "agent", "config/edit", "report/schema"),
		edge("nav"),
		edge("speech"),
		edge("report"),
		edge("share"),
		{of: "rerank", local: []string{"rerank"}, others: none},
		edge("ui"),
		edge("ui/console", "ui/font"),
		edge("ui/paper", "ui/font"),
		{of: "ui/splash", local: []string{"ui/splash", "ui/font"}, others: []string{"golang.org/x/image", "golang.org/x/sys", "golang.org/x/text"}},
		{of: "ui/font", local: []string{"ui/font"}},
		{of: "ui/raster", local: []string{"ui/raster"}, others: []string{"golang.org/x/image", "golang.org/x/sys"}},
		{of: "ui/telex", local: []string{"ui/telex"}, others: []string{"golang.org/x/text"}},
		{of: "ui/xtouch", local: []string{"ui/xtouch"}},
		{of: "ward", local: []string{"ward", "report/schema"}},
		{of: "report/schema", local: []string{"report/schema"}, others: none},
		{of: "drivers/serialport", local: []string{"drivers/serialport"}},
		{of: "drivers/base", local: []string{"drivers/base", "drivers/serialport"}},
		{of: "drivers/panel", local: []string{"drivers/panel", "drivers/serialport"}},
		{of: "drivers/printer", local: []string{"drivers/printer", "drivers/serialport"}},
		{of: "drivers/tray", local: []string{"drivers/tray", "drivers/serialport"}},
		{of: "cmd/internal/checkup", local: []string{"cmd/internal/checkup", "agent", "config", "drivers", "kiosk", "queue", "assist", "speech/models", "ui/paper", "ui/font"}},
		{of: "cmd/internal/freeport", local: []string{"cmd/internal/freeport"}, others: none},
		{of: "scripts/image", local: []string{"scripts/image"}, others: none},
		{of: "cmd/kioskd", local: []string{"cmd/kioskd", "cmd/internal/checkup", "agent", "config", "nav", "speech", "report", "share", "rerank", "ui", "drivers", "kiosk", "queue", "assist"}},
		{of: "cmd/speechd", local: []string{"cmd/speechd", "speech"}},
		{of: "cmd/kioskctl", local: []string{"cmd/kioskctl", "cmd/internal/checkup", "agent", "config", "kiosk", "queue", "assist", "nav", "report", "drivers", "speech/models", "ui/paper", "ui/splash", "ui/font"}},
		{of: "cmd/kiosksim", local: []string{"cmd/kiosksim", "agent", "drivers", "nav", "ui/font", "ui/xtouch", "kiosk", "queue", "assist"}},
		{of: "cmd/wardd", local: []string{"cmd/wardd", "ward", "report/schema", "config"}},
	}
}

// reserved modules may be reached from these parts of the tree only.
func reserved() map[string][]string {
	return map[string][]string{
		"github.com/go-gl":                    {"ui/window", "cmd/kioskd"},
		"github.com/go-text":                  {"ui", "cmd/kioskd"},
		"github.com/gen2brain/malgo":          {"speech/engine", "cmd/speechd"},
		"github.com/k2-fsa":                   {"speech/ear", "speech/engine", "cmd/speechd"},
		"github.com/eclipse/paho.mqtt.golang": {"report", "ward", "cmd/kioskd", "cmd/kioskctl", "cmd/wardd"},
		"github.com/nats-io":                  {"ward", "cmd/wardd"},
		"github.com/jackc":                    {"ward", "cmd/wardd"},
		"github.com/xuri":                     {"ward", "cmd/wardd"},
		"modernc.org/sqlite":                  {"agent", "ward", "cmd/internal/checkup", "cmd/kioskd", "cmd/kioskctl", "cmd/kiosksim", "cmd/wardd"},
	}
}

func TestLayers(t *testing.T) {
	t.Parallel()
	tree := list(t)

	t.Run("imports", func(t *testing.T) {
		t.Parallel()
		for _, p := range tree.ours {
			checkLayer(t, tree, p)
			checkReserved(t, p)
		}
	})
	t.Run("emulators", func(t *testing.T) {
		t.Parallel()
		for _, p := range tree.ours {
			of := below(p.ImportPath)
			if within(of, "cmd/kiosksim") || emulator(of) {
				continue
			}
			for _, dep := range p.Deps {
				if emulator(below(dep)) {
					t.Errorf("%s reaches the emulator %s, want none outside tests and kiosksim", of, dep)
				}
			}
		}
	})
	t.Run("no cgo", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"kioskctl", "kiosksim", "wardd"} {
			p, ok := tree.all[module+"/cmd/"+name]
			if !ok {
				t.Errorf("cmd/%s is not in the tree", name)
			}
			for _, dep := range p.Deps {
				// The standard library does without when CGO_ENABLED is 0.
				if d := tree.all[dep]; !d.Standard && len(d.CgoFiles) > 0 {
					t.Errorf("%s reaches %s, which needs cgo: it must run on any machine", name, dep)
				}
			}
		}
	})
	t.Run("package docs", func(t *testing.T) {
		t.Parallel()
		for _, p := range tree.ours {
			want := "Package " + p.Name + " "
			if p.Name == "main" {
				want = "Command " + path.Base(p.ImportPath) + " "
			}
			if !strings.HasPrefix(p.Doc, want) {
				t.Errorf("the comment of package %s begins %.40q, want %q", p.ImportPath, p.Doc, want)
			}
		}
	})
}

func checkLayer(t *testing.T, tree packages, p pkg) {
	t.Helper()
	of := below(p.ImportPath)
	l, ok := layerOf(of)
	if !ok {
		if of != "" {
			t.Errorf("%s is in no layer: name it in layers_test.go and ARCHITECTURE.md", of)
		}
		return
	}
	for _, dep := range p.Deps {
		switch d := tree.all[dep]; {
		case d.Standard:
		case local(dep):
			if !withinAny(below(dep), l.local) {
				t.Errorf("%s reaches %s, want only %v", of, dep, l.local)
			}
		case l.others != nil && !withinAny(dep, l.others):
			t.Errorf("%s reaches %s, want no module but %v", of, dep, l.others)
		}
	}
}

func checkReserved(t *testing.T, p pkg) {
	t.Helper()
	of := below(p.ImportPath)
	for prefix, who := range reserved() {
		if withinAny(of, who) {
			continue
		}
		for _, dep := range p.Deps {
			if within(dep, prefix) {
				t.Errorf("%s reaches %s, want that from %v only", of, dep, who)
			}
		}
	}
}

func layerOf(of string) (found layer, ok bool) {
	for _, l := range layers() {
		if within(of, l.of) && len(l.of) >= len(found.of) {
			found, ok = l, true
		}
	}
	return found, ok
}

// emulator reports whether a package stands in for a device: printertest.
func emulator(of string) bool {
	name := path.Base(of)
	return strings.HasSuffix(name, "test") && len(name) > len("test")
}

func local(importPath string) bool { return within(importPath, module) }

// below is the path below the module, "" for the module's root and for any
// package that is not ours.
func below(importPath string) string {
	rest, ok := strings.CutPrefix(importPath, module+"/")
	if !ok {
		return ""
	}
	return rest
}

func within(p, prefix string) bool {
	return p == prefix || strings.HasPrefix(p, prefix+"/")
}

func withinAny(p string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return within(p, prefix) })
}

// packages are ours, and with them all that they reach.
type packages struct {
	ours []pkg
	all  map[string]pkg
}

func list(t *testing.T) packages {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags", tags,
		"-json=ImportPath,Name,Doc,Standard,CgoFiles,Deps", "./...")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("cannot list the packages: %v\n%s", err, complaint.String())
	}
	found := packages{all: map[string]pkg{}}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("cannot read what go list says: %v", err)
		}
		found.all[p.ImportPath] = p
		if local(p.ImportPath) {
			found.ours = append(found.ours, p)
		}
	}
	if len(found.ours) == 0 {
		t.Fatal("go list found no package of ours")
	}
	return found
}
