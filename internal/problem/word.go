package problem

// Word is an argument that has a name in the reader's language: Kind says which
// names it is one of ("party" for participants, otherwise an area of the
// catalogue such as "instrument"), Value which of them. A list of them is
// joined with the language's "and".
type Word struct{ Kind, Value string }

// String is the value as it is kept, for logs.
func (w Word) String() string { return w.Value }

// MarshalText is the value as it is kept.
func (w Word) MarshalText() ([]byte, error) { return []byte(w.Value), nil }
