// Package console serves the door console: the HTTPS pages on which the
// officials of a service point log in at their door, see who waits, call,
// recall, close, mark no-shows, admit tickets whose paper was not confirmed,
// and call the robot over, answer a visitor who called a person to the screen,
// and put announcements on it. The robot itself serves them on the LAN, so they
// work while the network to the ward is away.
//
// What the line offers beside that is asked in dialogs: hold and go on, transfer,
// the services that follow, the class, pauses, reservations, those who have no
// door any more, and today's figures. Each press bears a name, so that one whose
// answer was lost is done once; the door's last act can be undone for ten
// seconds.
//
// /display is the page of the room's television: what is called, how the doors
// stand and how long one waits. It needs no log-in and tells nothing that is
// not said aloud in the room.
//
// Technicians log in with a PIN of their own. They see how the parts stand and
// the robot's screen, live, and act for no door. A picture is sent only when it
// is another one, is encoded once for all who look, and is kept nowhere; the
// number of viewers is told, so that the screen can show that it is watched.
//
// Every page is drawn from one kiosk.View and is kept fresh by server-sent
// events. An action carries the ticket that the page showed, so that the core
// can refuse a page that is out of date; the door comes from the session and
// never from the form.
//
// Sessions are signed cookies. The signing key and the list of revoked
// sessions live in the state directory: a restart in the middle of a working
// day logs nobody out, and a log-out stays a log-out.
//
// The pages use htmx 2.0.11 (npm package htmx.org, Zero-Clause BSD, see
// static/htmx.LICENSE.txt) and nothing from another host.
package console
