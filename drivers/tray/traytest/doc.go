// Package traytest emulates the box that reads the sensors of a tray, see
// package tray.
package traytest
