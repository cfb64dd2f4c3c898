package cli

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/internal/journal"
	"article30/internal/problem"
)

type checkpointCmd struct {
	Key  checkpointKeyCmd  `cmd:"" help:"Make the key that signs checkpoints: a file for this machine only, and beside it FILE.pub for everybody."`
	Make checkpointMakeCmd `cmd:"" help:"Check the history and sign its head."`
	List checkpointListCmd `cmd:"" default:"withargs" help:"List the checkpoints."`
	Show checkpointShowCmd `cmd:"" help:"Print a checkpoint as it was signed."`
}

type checkpointKeyCmd struct {
	File string `arg:"" help:"File for the secret half; one that exists is not written over."`
	Name string `default:"article30" help:"Name of the log, such as unodc.org/article30: without spaces and plus signs (default ${default})."`
}

func (c *checkpointKeyCmd) Run(a *app) error {
	secret, key, err := journal.NewKey(c.Name)
	if err != nil {
		return err
	}
	public := c.File + ".pub"
	if _, err := os.Lstat(public); err == nil {
		return problem.New(problem.Conflict, "checkpoint.file_exists", "file", public)
	}
	if err := writeNew(c.File, secret+"\n", 0o600); err != nil {
		return err
	}
	if err := writeNew(public, key.String()+"\n", 0o644); err != nil {
		return err
	}
	a.println(a.printer.Text("cli.checkpoint_key", "file", c.File, "public", public))
	a.println(key.String())
	return nil
}

// writeNew writes a file that must not exist. Errors: checkpoint.file_exists.
func writeNew(name, text string, mode fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return problem.New(problem.Conflict, "checkpoint.file_exists", "file", name)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// signerOf reads the key that signs checkpoints; nil for no file. A file that
// others can read is no secret any more.
//
// Errors: checkpoint.no_file, checkpoint.key_open, checkpoint.bad_secret_key.
func signerOf(file string) (*journal.Signer, error) {
	if file == "" {
		return nil, nil
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, problem.New(problem.Unavailable, "checkpoint.no_file", "file", file).With(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, problem.New(problem.Unavailable, "checkpoint.key_open", "file", file, "mode", strconv.FormatInt(int64(info.Mode().Perm()), 8))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, problem.New(problem.Unavailable, "checkpoint.no_file", "file", file).With(err)
	}
	return journal.ParseSigner(strings.TrimSpace(string(text)))
}

// signer is the key in force.
func (s *services) signer() (*journal.Signer, error) { return signerOf(s.checkpointKey) }

type checkpointMakeCmd struct {
	Out  string `placeholder:"FILE" help:"Write the checkpoint there too: to a disk of others, or for an e-mail to the auditors."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *checkpointMakeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		signer, err := s.signer()
		if err != nil {
			return err
		}
		made, err := s.checkpoints.Make(a.ctx, a.actor, signer)
		if err != nil {
			return err
		}
		if c.Out != "" {
			if err := os.WriteFile(c.Out, []byte(made.Note), 0o644); err != nil {
				return err
			}
		}
		if c.JSON {
			return a.json(wire.NewCheckpoint(made))
		}
		a.printf("%s", made.Note)
		return nil
	})
}

type checkpointListCmd struct {
	After int64 `help:"Begin after this number of entries."`
	Limit int   `default:"100" help:"At most so many."`
	JSON  bool  `name:"json" help:"As JSON."`
}

func (c *checkpointListCmd) Run(a *app) error {
	if err := atLeastOne(c.Limit); err != nil {
		return err
	}
	return a.with(func(s *services) error {
		all, err := s.checkpoints.List(a.ctx, c.After, c.Limit+1)
		if err != nil {
			return err
		}
		list := []wire.Checkpoint{}
		for _, one := range all[:min(len(all), c.Limit)] {
			list = append(list, wire.NewCheckpoint(one))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("entries", "date", "key")
		t.right(0)
		for _, one := range list {
			t.row(strconv.FormatInt(one.Size, 10), one.MadeAt, one.Key)
		}
		err = t.print()
		if len(all) > c.Limit {
			a.more(list[c.Limit-1].Size)
		}
		return err
	})
}

type checkpointShowCmd struct {
	Size int64 `arg:"" optional:"" help:"How many entries the history had; the last checkpoint without it."`
}

func (c *checkpointShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		one, err := s.checkpoints.Find(a.ctx, c.Size)
		if err != nil {
			return err
		}
		a.printf("%s", one.Note)
		return nil
	})
}
