package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersionCommand(p program) *cobra.Command {
	c := &cobra.Command{Use: "version", Short: p.tongue.say("help.version"), Args: cobra.NoArgs}
	c.RunE = does(func(context.Context, []string) error {
		fmt.Fprintln(p.Out, "certcat", version())
		return nil
	})
	return c
}

// version is the module's version or the commit that the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v, commit, changed := info.Main.Version, "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	if commit == "" {
		return v + " " + info.GoVersion
	}
	return fmt.Sprintf("%s (%s%s) %s", v, commit, changed, info.GoVersion)
}
