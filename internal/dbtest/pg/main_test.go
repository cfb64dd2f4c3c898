package main

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"article30/internal/dbtest/postgres"
)

func try(t *testing.T, script string) int {
	t.Helper()
	status, err := run([]string{"sh", "-c", script})
	if errors.Is(err, postgres.ErrNotInstalled) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return status
}

func TestStatusIsPassedOn(t *testing.T) {
	tests := []struct {
		script string
		want   int
	}{
		{`exit 0`, 0},
		{`exit 7`, 7},
		{`kill -9 $$`, 137},
		{`case $ARTICLE30_TEST_POSTGRES in postgres://*@127.0.0.1:*) exit 3;; esac`, 3},
	}
	for _, test := range tests {
		if got := try(t, test.script); got != test.want {
			t.Errorf("%s: status %d, want %d", test.script, got, test.want)
		}
	}
	if status, err := run([]string{"/no/such/command"}); status != 1 || !errors.Is(err, os.ErrNotExist) && !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("a command that is not there: status %d, %v", status, err)
	}
}

// What the command leaves running ends with it.
func TestNothingIsLeftRunning(t *testing.T) {
	file := t.TempDir() + "/alive"
	try(t, `(while :; do echo x >>`+file+`; sleep 0.05; done) </dev/null >/dev/null 2>&1 & sleep 0.3`)
	before, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	if after, err := os.Stat(file); err != nil || after.Size() != before.Size() {
		t.Errorf("the command's child still writes (%v)", err)
	}
}

func TestSignalsArePassedOn(t *testing.T) {
	file := t.TempDir() + "/ready"
	go func() {
		for range 500 {
			if _, err := os.Stat(file); err == nil {
				syscall.Kill(os.Getpid(), syscall.SIGTERM)
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	if got := try(t, `trap 'exit 9' TERM; touch `+file+`; while :; do sleep 0.1; done`); got != 9 {
		t.Errorf("status %d, want the 9 of the trap", got)
	}
}
