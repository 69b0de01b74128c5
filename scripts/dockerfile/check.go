package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

var (
	pinned  = regexp.MustCompile(`:[a-z-]*[0-9][0-9.a-z-]*$|:(bookworm|trixie)[a-z-]*$|@sha256:[0-9a-f]{64}$`)
	noRoot  = regexp.MustCompile(`^[1-9][0-9]*(:[1-9][0-9]*)?$`)
	aptCall = regexp.MustCompile(`\bapt(-get)?\s`)
)

// check applies the house's rules and lists what breaks them.
func (p *project) check() []string {
	var all []string
	complain := func(form string, args ...any) { all = append(all, fmt.Sprintf(form, args...)) }
	names := map[string]bool{}
	for _, stage := range p.stages {
		if !names[stage.BaseName] && !pinned.MatchString(stage.BaseName) {
			complain("image %s names no version", stage.BaseName)
		}
		for _, command := range stage.Commands {
			switch c := command.(type) {
			case *instructions.AddCommand:
				complain("ADD fetches and unpacks; use COPY")
			case *instructions.CopyCommand:
				if c.From != "" && !names[c.From] {
					complain("COPY --from=%s names no earlier stage", c.From)
				}
				if c.From == "" {
					for _, source := range c.SourcePaths {
						if err := p.copies(source); err != nil {
							complain("COPY %s: %v", source, err)
						}
					}
				}
			case *instructions.RunCommand:
				for _, fault := range shellFaults(c) {
					complain("RUN %s: %s", strings.Join(c.CmdLine, " "), fault)
				}
			}
		}
		names[stage.Name] = true
	}
	return append(all, checkLast(p.stages[len(p.stages)-1])...)
}

// copies reports whether the context holds something that COPY of source would find.
func (p *project) copies(source string) error {
	found, err := filepath.Glob(filepath.Join(p.context, source))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("nothing in the context has this name")
	}
	for _, path := range found {
		relative, err := filepath.Rel(p.context, path)
		if err != nil {
			return err
		}
		if ignored, err := p.ignored.MatchesOrParentMatches(relative); err != nil || ignored {
			return fmt.Errorf("%s is in .dockerignore", relative)
		}
	}
	return nil
}

func shellFaults(c *instructions.RunCommand) []string {
	var faults []string
	line := strings.Join(c.CmdLine, " ")
	if output, err := exec.Command("sh", "-n", "-c", line).CombinedOutput(); err != nil {
		faults = append(faults, "no shell script: "+strings.TrimSpace(string(output)))
	}
	if aptCall.MatchString(line) {
		faults = append(faults, "packages are installed by scripts/install-packages alone")
	}
	if strings.Contains(line, "install-packages") && !strings.Contains(line, "rm -rf /var/lib/apt/lists/*") {
		faults = append(faults, "leaves the package lists in the layer: add && rm -rf /var/lib/apt/lists/*")
	}
	if strings.Contains(line, "sudo") {
		faults = append(faults, "sudo isn't needed in an image")
	}
	return faults
}

// checkLast looks at the stage that becomes the image.
func checkLast(stage instructions.Stage) []string {
	var all []string
	user, health, entry := "", false, false
	for _, command := range stage.Commands {
		switch c := command.(type) {
		case *instructions.UserCommand:
			user = c.User
		case *instructions.RunCommand:
			if user != "" {
				all = append(all, "RUN after USER: install before the rights are dropped")
			}
		case *instructions.HealthCheckCommand:
			health = len(c.Health.Test) > 1 && c.Health.Test[0] == "CMD"
		case *instructions.EntrypointCommand:
			entry = !c.PrependShell
		}
	}
	if !strings.Contains(stage.BaseName, "-slim") {
		all = append(all, "the image's base "+stage.BaseName+" is not slim")
	}
	if !noRoot.MatchString(user) {
		all = append(all, "the image runs as "+quoteUser(user)+": USER must name a numeric id that isn't root's")
	}
	if !health {
		all = append(all, "HEALTHCHECK is missing, or goes through a shell")
	}
	if !entry {
		all = append(all, "ENTRYPOINT is missing, or goes through a shell")
	}
	return all
}

func quoteUser(user string) string {
	if user == "" {
		return "root"
	}
	return fmt.Sprintf("%q", user)
}

// exists reports whether a path is there.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
