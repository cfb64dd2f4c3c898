// Package archtest holds the tests that keep the house as it is drawn in the
// README: which package may import which, which packages may use the parts
// that belong to an edge, and what no path to a figure may contain.
//
// A new package fails the tests until it has its place in the table of
// imports_test.go; that is where to say what it stands on.
package archtest
