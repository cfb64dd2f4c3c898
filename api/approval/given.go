package approval

import (
	"context"
	"time"

	"article30/budget/execution"
	"article30/budget/project"
	"article30/contributions"
	"article30/contributions/earmark"
)

// Given is the approval under which an entry was posted.
type Given struct {
	Submission int64
	By         string
	At         time.Time
}

// GivenToEntries are the approvals of those of the entries of contributions
// that needed one, by entry.
func (s *Service) GivenToEntries(ctx context.Context, list []contributions.Entry) (map[int64]Given, error) {
	return given(ctx, s, Contributions, list, func(e contributions.Entry) int64 { return e.ID })
}

// GivenToTransfers are those of transfers between earmarks, by transfer.
func (s *Service) GivenToTransfers(ctx context.Context, list []earmark.Transfer) (map[int64]Given, error) {
	return given(ctx, s, EarmarkTransfers, list, func(t earmark.Transfer) int64 { return t.ID })
}

// GivenToSpending are those of entries of the execution, by entry.
func (s *Service) GivenToSpending(ctx context.Context, list []execution.Entry) (map[int64]Given, error) {
	return given(ctx, s, Execution, list, func(e execution.Entry) int64 { return e.ID })
}

// GivenToEvents are those of the events of cases of technical assistance, by
// event.
func (s *Service) GivenToEvents(ctx context.Context, cases ...project.Standing) (map[int64]Given, error) {
	var list []project.Event
	for _, c := range cases {
		list = append(list, c.Events...)
	}
	return given(ctx, s, AssistanceEvents, list, func(e project.Event) int64 { return e.ID })
}

func given[T any](ctx context.Context, s *Service, book Book, list []T, id func(T) int64) (all map[int64]Given, err error) {
	ids := make([]int64, len(list))
	for i, v := range list {
		ids[i] = id(v)
	}
	err = s.store.View(ctx, func(ctx context.Context) error {
		all, err = s.store.Given(ctx, book, ids)
		return err
	})
	return all, err
}
