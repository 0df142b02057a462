// Package window shows the screen: a borderless GLFW window on which Gio draws
// what package ui lays out. It is the only package that knows GLFW and OpenGL.
//
// The picture is kept in a framebuffer of our own. When the view changes, only
// the rectangles that differ are drawn into it again, and the whole of it is
// copied to the window; while nothing changes nothing is drawn and no
// processor time is used. Run must be called on the main thread; Show, Capture
// and the rest may be called from anywhere.
package window
