// Package phone serves the page that the code on a citizen's ticket leads to:
// number, how many go before, how long it takes, the door. It is drawn on the
// server, Vietnamese first with English beside; server-sent events keep it
// fresh, a reload does without scripts.
//
// The page needs no log-in: a ticket's token cannot be guessed, is hashed
// before it is looked up, and is never logged. There are no cookies, nothing
// of another site, and nothing for search engines. Who asks for many tickets
// that do not exist has to wait.
package phone
