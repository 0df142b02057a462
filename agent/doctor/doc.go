// Package doctor examines the parts of a robot and says of each what was found
// and what to do next, in words for the technician who stands before it. What
// can be wrong is one list (see [Troubles]); nothing else is ever found.
//
// The parts themselves come from outside: files of the kernel as an [io/fs.FS],
// devices as small functions, so that the same checks run in kioskd, which has
// the devices, and in kioskctl, which opens them.
package doctor
