// Package web serves the ward's page: today's ratings as they come, the
// queues, the robots, and what is missing in the data. It is drawn on the
// server (html/template); htmx swaps in the parts that changed, which arrive
// as server-sent events. Vietnamese first, English by one touch.
//
// The files in static are served as they are. htmx-2.0.11.min.js is npm
// htmx.org 2.0.11 and htmx-ext-sse-2.2.4.min.js is npm htmx-ext-sse 2.2.4,
// both unchanged and with their licences beside them; the rest is ours.
//
// With a password set, everything but the log-in needs a session. Without
// one the page answers only to names of this machine, so that a page
// elsewhere cannot reach it through the browser by naming it as its own.
package web
