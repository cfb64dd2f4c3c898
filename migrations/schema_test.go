package migrations_test

import (
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
)

func TestUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {})
}
