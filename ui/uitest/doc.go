// Package uitest makes views of an imagined ward for tests and pictures of the
// screen: one of every state that the screen can show.
package uitest
