// Package kiosk is the pure core.
package kiosk
