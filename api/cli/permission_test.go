package cli

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"article30/internal/access"
	"article30/internal/problem"
)

// Every use case that takes an actor asks the table before anything else: an
// actor without roles is refused whatever the other values are.
func TestEveryUseCaseAsks(t *testing.T) {
	s := compose(openSQLite(t), testClock, settings{})
	asked := []any{s.conference, s.contributions, s.earmarks, s.costs, s.contacts, s.budget, s.outbox, s.proceedings, s.execution, s.projects, s.periods, s.approvals, s.auth, s.statements, s.imports, s.checkpoints}
	var known []string
	for _, service := range asked {
		known = append(known, reflect.TypeOf(service).String())
	}
	all := reflect.TypeFor[services]()
	for field := range all.Fields() {
		kind := field.Type
		if len(acting(kind)) > 0 && !strings.Contains(strings.Join(known, " ")+" ", kind.String()+" ") {
			t.Errorf("%s takes actors and is not looked at", kind)
		}
	}
	cases := 0
	for _, service := range asked {
		v := reflect.ValueOf(service)
		for _, m := range acting(v.Type()) {
			cases++
			args := []reflect.Value{v, reflect.ValueOf(context.Background()), reflect.ValueOf(access.Actor{Name: "nobody"})}
			for i := len(args); i < m.Type.NumIn(); i++ {
				args = append(args, reflect.Zero(m.Type.In(i)))
			}
			if m.Name == "Import" {
				args[3] = reflect.ValueOf("rates")
			}
			results := m.Func.Call(args)
			err, _ := results[len(results)-1].Interface().(error)
			if !problem.Is(err, "access.denied") {
				t.Errorf("%s.%s: %v, want access.denied", v.Type(), m.Name, err)
			}
		}
	}
	if cases < 25 {
		t.Errorf("only %d use cases were looked at", cases)
	}
}

var (
	contextType = reflect.TypeFor[context.Context]()
	actorType   = reflect.TypeFor[access.Actor]()
)

// acting are the methods that take a context and an actor. The gate of
// approvals is asked by use cases, which have asked the table.
func acting(service reflect.Type) (methods []reflect.Method) {
	for m := range service.Methods() {
		if m.Name != "Allow" && m.Type.NumIn() > 2 && m.Type.In(1) == contextType && m.Type.In(2) == actorType {
			methods = append(methods, m)
		}
	}
	return methods
}
