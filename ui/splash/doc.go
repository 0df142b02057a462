// Package splash is the picture of a unit's start: it stands on the screen from the
// kernel's first moments until the agent's own, so that nobody takes a dark robot for
// a broken one. It is drawn straight into the kernel's framebuffer; nothing else runs
// yet.
package splash
