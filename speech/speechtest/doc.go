// Package speechtest proves what was said: Contains speaks a sentence with
// espeak-ng on its own and looks for that very sound in a WAV file. It shares
// no code with speechd, decodes with sox, and needs both programs.
package speechtest
