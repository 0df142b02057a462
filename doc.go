// Package tiepdan is the root of the tree. It holds the tests of the tree's
// own rules: who may import whom (ARCHITECTURE.md), and the rules of
// CONTRIBUTING.md that a linter does not check.
package tiepdan
