// Package ui draws the screen of the service point: what a citizen sees and
// touches. It turns a [kiosk.View] into a [Scene], a flat list of texts,
// boxes, pictures and controls at fixed places, and draws a scene with
// ui/raster. The same View at the same time gives the same Scene.
//
// A scene knows what differs from the scene before it, so that a window draws
// only that (see [Scene.Damage]), and it knows its controls without being drawn, so
// that tests, the spoken form and the remote view find a button by its label.
//
// Layout is done on a canvas of at least 1920×1080 (landscape) or 1080×1920
// (portrait) design pixels and scaled to the screen. A text never ends in an
// ellipsis: a style steps down until the text fits.
//
// The package knows no window and no device; ui/window shows what it draws.
package ui
