// Package control is how programs on the robot ask a running kioskd: HTTP over
// a Unix socket. Who may open the socket's file may do everything that it
// offers; there is no other check, so its file belongs to kioskd's user and
// group alone (mode 660).
package control
