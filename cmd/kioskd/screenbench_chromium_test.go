package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// browserPath is Debian's program, without the shell script that starts it.
func browserPath() (string, error) {
	const path = "/usr/lib/chromium/chromium"
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return exec.LookPath("chromium")
}

// browserVersion is what the program calls itself.
func browserVersion() string {
	path, err := browserPath()
	if err != nil {
		return err.Error()
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(out))
}

// browser is Chromium in kiosk mode on a page, as light as a kiosk's owner can
// make it: without the shell script that Debian starts it with, without
// extensions, updates, sync and translation.
func (s *stand) browser(page string) *rival {
	s.t.Helper()
	path, err := browserPath()
	if err != nil {
		s.t.Fatal("cannot find chromium: run scripts/setup test")
	}
	profile := filepath.Join(s.dir, "profile")
	// Of the ways to draw without a GPU this is the quickest: SwiftShader, which
	// --disable-gpu leaves out, takes ten times as long.
	flags := []string{
		"--disable-gpu",
		"--kiosk", "--no-sandbox", "--test-type", "--noerrdialogs", "--no-first-run", "--no-default-browser-check",
		"--window-position=0,0", "--window-size=1920,1080", "--user-data-dir=" + profile, "--password-store=basic",
		"--force-color-profile=srgb", "--force-device-scale-factor=1", "--touch-events=enabled", "--disable-pinch",
		"--disable-extensions", "--disable-component-update", "--disable-background-networking", "--disable-sync",
		"--disable-default-apps", "--disable-breakpad", "--disable-crash-reporter", "--disable-infobars", "--disable-session-crashed-bubble",
		"--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication",
	}
	flags = append(flags, "file://"+page)
	env := slices.Concat(s.env, []string{"HOME=" + s.dir})
	return &rival{"Chromium", func() *process { return start(s.root, env, path, flags...) }}
}
