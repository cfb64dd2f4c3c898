package problem

// Fields collects everything that is wrong with one input, so that a person
// corrects a form once and not value by value. The zero value is ready.
type Fields struct {
	list    []Field
	failure error
}

// Add notes a problem with the value at path; the arguments are as for New.
func (f *Fields) Add(path, code string, args ...any) {
	f.list = append(f.list, Field{Path: path, Code: code, Args: pairs(args)})
}

// AddErr notes err as the problem with the value at path; nil is no problem.
// The fields of an error that has its own are kept below path. An error that
// is not about the input (Internal, Unavailable, or not an *Error at all) is
// nobody's mistake in a form: Err returns the first of them unchanged.
func (f *Fields) AddErr(path string, err error) {
	if err == nil {
		return
	}
	e, ok := As(err)
	if !ok || e.Kind == Internal || e.Kind == Unavailable {
		if f.failure == nil {
			f.failure = err
		}
		return
	}
	if len(e.Fields) == 0 {
		f.list = append(f.list, Field{Path: path, Code: e.Code, Args: e.Args})
		return
	}
	for _, inner := range e.Fields {
		if path != "" {
			inner.Path = path + "." + inner.Path
		}
		f.list = append(f.list, inner)
	}
}

// Len is the number of problems noted so far.
func (f *Fields) Len() int {
	if f == nil {
		return 0
	}
	return len(f.list)
}

// Err is nil when nothing was noted, otherwise an Invalid error with that code
// and all fields in the order in which they were noted.
func (f *Fields) Err(code string) error {
	switch {
	case f == nil:
		return nil
	case f.failure != nil:
		return f.failure
	case len(f.list) == 0:
		return nil
	}
	return &Error{Kind: Invalid, Code: code, Fields: f.list}
}
