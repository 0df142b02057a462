package main

import "context"

// LastWord makes services end one after the other.
func LastWord() (speaker, listener func(func(context.Context) error) func(context.Context) error) {
	w := newLastWord()
	return w.speaker, w.listener
}
