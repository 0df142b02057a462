// Package font carries Be Vietnam Pro, the typeface of the screen and of the
// printed ticket, inside the program: a robot must not depend on the fonts of
// the machine it runs on.
//
// The four cuts come unchanged from the npm package
// @expo-google-fonts/be-vietnam-pro 0.4.1 (names of the files shortened) and
// are under the SIL Open Font License 1.1, whose text is [License].
package font
