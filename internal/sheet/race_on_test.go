//go:build race

package sheet

// slower is how much longer than usual things may take under the race detector.
const slower = 10
