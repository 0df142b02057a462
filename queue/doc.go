// Package queue keeps the line.
package queue
