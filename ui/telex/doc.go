// Package telex turns the keys of an on-screen keyboard into Vietnamese: Telex
// ("tieesng" is "tiếng"), VNI ("tie6ng1") or letters as they are.
//
// It keeps no state. The text itself says what was typed: each key is applied
// to the word at the end. Keys that would make no Vietnamese syllable stay
// letters, so that most foreign words can be typed, and a key struck twice
// takes back what it did and stays ("tesst" is "test").
//
// Tones stand as schools and offices write them, on the first of two open
// vowels: "hòa", "thúy", "khỏe", and "hoàn", "quý", "giá".
package telex
