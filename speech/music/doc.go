// Package music is what the robot plays while it goes round with the tray: the
// files of a directory, shuffled, or a piece of its own that never ends. It
// turns either into 16-bit mono at Rate, as loud as speech is; how far below
// speech it is heard is for who plays it.
//
// Files are WAV, FLAC, Ogg Vorbis or MP3. One that cannot be played is told of
// and left out; a directory that has none plays the piece.
package music
