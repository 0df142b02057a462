// Package window shows the screen: a borderless GLFW window with the picture that
// package ui draws. It is the only package that knows GLFW, and it needs no GPU.
//
// GLFW has the window, the monitors, the fingers and the loop; it draws nothing.
// The picture lies in memory that the X server shares (MIT-SHM). When the view
// changes, only the rectangles that differ are drawn again, and only these are
// put into the window, over a connection of our own. A server that cannot share
// memory gets them over the connection. While nothing changes nothing is drawn,
// and the thread sleeps. With motion on, one screen fades into the next.
//
// Run must be called on the main thread; Show, Capture and the rest may be
// called from anywhere.
//
// Source: MIT-SHM, the MIT Shared Memory Extension, X11 Release 7.7,
// https://www.x.org/releases/X11R7.7/doc/xextproto/shm.html.
package window
