// Command article30 keeps the budget and the technical-assistance fund of a
// treaty conference.
package main

import "article30/api/cli"

func main() { cli.Main() }
