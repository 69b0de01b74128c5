package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// absolute finds the paths in a command that belong to the image and not to this machine's tools.
var absolute = regexp.MustCompile(`(^|[\s=])(/(?:usr/local|var|src|data)\b)`)

// A replayed stage is a folder that stands for the stage's root.
type replayed struct {
	root string
	dir  string // the working directory inside root
	user string
}

// replay walks through the stages. Steps that make users are left out: they would change this machine.
func (p *project) replay() error {
	temporary, err := os.MkdirTemp("", "dockerfile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	if err := os.Chmod(temporary, 0o755); err != nil {
		return err
	}
	stages := map[string]*replayed{}
	for i, stage := range p.stages {
		s := &replayed{root: filepath.Join(temporary, fmt.Sprint("stage", i)), dir: "/"}
		if err := os.MkdirAll(s.root, 0o755); err != nil {
			return err
		}
		stages[stage.Name] = s
		for _, command := range stage.Commands {
			if err := p.step(s, stages, command); err != nil {
				return fmt.Errorf("%v: %w", command, err)
			}
		}
	}
	return nil
}

func (p *project) step(s *replayed, stages map[string]*replayed, command instructions.Command) error {
	switch c := command.(type) {
	case *instructions.WorkdirCommand:
		s.dir = path.Join("/", c.Path)
		return os.MkdirAll(s.in(s.dir), 0o777)
	case *instructions.UserCommand:
		s.user = c.User
	case *instructions.CopyCommand:
		return p.copy(s, stages, c)
	case *instructions.RunCommand:
		line := strings.Join(c.CmdLine, " ")
		if strings.HasPrefix(line, "useradd ") {
			return nil
		}
		return s.command("sh", "-c", absolute.ReplaceAllString(line, "${1}"+s.root+"${2}"))
	case *instructions.HealthCheckCommand:
		return s.command(c.Health.Test[1:]...)
	case *instructions.EntrypointCommand:
		return s.command(append(c.CmdLine, "--help")...)
	}
	return nil
}

// in is where a path of the image lies on this machine.
func (s *replayed) in(inside string) string { return filepath.Join(s.root, inside) }

// command runs a command of the stage, as the stage's user where that is another one and we may.
func (s *replayed) command(words ...string) error {
	if program := s.in("/usr/local/bin/" + words[0]); exists(program) {
		words[0] = program
	}
	dir := s.in(s.dir)
	if s.user != "" && os.Getuid() == 0 {
		ids := strings.SplitN(s.user+":"+s.user, ":", 3)
		words = append([]string{"setpriv", "--reuid", ids[0], "--regid", ids[1], "--clear-groups", "env", "HOME=" + dir}, words...)
	}
	fmt.Println("+", strings.Join(words, " "))
	command := exec.Command(words[0], words[1:]...)
	command.Dir = dir
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.Env = append(os.Environ(), "PWD="+dir)
	return command.Run()
}

func (p *project) copy(s *replayed, stages map[string]*replayed, c *instructions.CopyCommand) error {
	into := c.DestPath
	if !path.IsAbs(into) {
		into = path.Join(s.dir, into)
		if strings.HasSuffix(c.DestPath, "/") || c.DestPath == "." {
			into += "/"
		}
	}
	for _, source := range c.SourcePaths {
		from, keep := p.context, p.kept
		if c.From != "" {
			from, keep = stages[c.From].root, func(string) bool { return true }
		}
		found, err := filepath.Glob(filepath.Join(from, source))
		if err != nil || len(found) == 0 {
			return fmt.Errorf("nothing to copy at %s", source)
		}
		for _, one := range found {
			if err := copyTree(one, from, s.in(into), strings.HasSuffix(into, "/") || len(found) > 1, keep); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *project) kept(relative string) bool {
	ignored, err := p.ignored.MatchesOrParentMatches(relative)
	return err == nil && !ignored
}

// copyTree copies a file, or what is in a folder.
func copyTree(source, base, target string, folder bool, keep func(string) bool) error {
	return filepath.WalkDir(source, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(base, at)
		if err != nil {
			return err
		}
		if relative != "." && !keep(relative) {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		inside, err := filepath.Rel(source, at)
		if err != nil {
			return err
		}
		to := filepath.Join(target, inside)
		if at == source && !entry.IsDir() && folder {
			to = filepath.Join(target, filepath.Base(source))
		}
		switch {
		case entry.IsDir():
			return os.MkdirAll(to, 0o755)
		case !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, data, info.Mode().Perm())
	})
}
