package main

import (
	"os"
	"os/exec"
	"strings"
	"time"
)

const busybox = "/bin/busybox"

// keepLoginPrompt offers a login prompt on the machine's console, as an installed system does.
func keepLoginPrompt() {
	if _, err := os.Stat(busybox); err != nil {
		return
	}
	active, _ := os.ReadFile("/sys/class/tty/console/active")
	consoles := strings.Fields(string(active))
	if len(consoles) == 0 {
		return
	}
	for {
		prompt := exec.Command(busybox, "getty", "-L", "115200", consoles[len(consoles)-1], "vt100")
		prompt.Env = environment(map[string]string{"TERM": "vt100"})
		say(prompt.Run())
		time.Sleep(100 * time.Millisecond)
	}
}
