// Command pg runs a command with a private PostgreSQL server beside it:
//
//	go run ./internal/dbtest/pg -- go test ./...
//
// The command finds the server's address in ARTICLE30_TEST_POSTGRES. The
// server ends with the command, whose exit status is passed on.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"article30/internal/dbtest/postgres"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: pg -- COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	status, err := run(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pg:", err)
	}
	os.Exit(status)
}

// run starts the server, runs the command as a process group of its own and
// passes signals on to all of it.
func run(args []string) (status int, err error) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)

	server, err := postgres.Start(context.Background())
	if err != nil {
		return 1, err
	}
	defer server.Stop()

	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "ARTICLE30_TEST_POSTGRES="+server.URL())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	group := -cmd.Process.Pid
	ended := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				syscall.Kill(group, s.(syscall.Signal))
			case <-ended:
				return
			}
		}
	}()
	err = cmd.Wait()
	close(ended)
	syscall.Kill(group, syscall.SIGKILL) // what the command left running
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exitStatus(exit), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}

// exitStatus is what a shell would report.
func exitStatus(exit *exec.ExitError) int {
	if w, ok := exit.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return 128 + int(w.Signal())
	}
	return exit.ExitCode()
}
