// Package access says who acts. Every use case takes the actor second, after
// the context, and every record of a change names them.
package access

// Actor is a person, or a part of the program that acts on its own account
// such as an import.
type Actor struct {
	Name string // as the journal and the entered-by columns keep it
}
