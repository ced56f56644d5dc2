// The guest side of an emulated node: the first process of a small machine, or a service of a large one. It brings
// the machine up and then does what the host asks for over a virtio-serial port. Standard library only, so that it
// compiles for any architecture without a network.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
)

// Name of the virtio-serial port that the host listens on.
const portName = "lanekeeper"

// Argument of the agent in a machine that has nothing but us.
const ownMachine = "own-machine"

func main() {
	// An init's arguments are words that the kernel did not understand.
	if os.Getpid() == 1 {
		bringUp()
		superviseSelf()
	}
	if slices.Contains(os.Args, "uname") {
		seen, err := look(nil)
		say(err)
		fmt.Println(seen.Uname["machine"])
		return
	}
	if slices.Contains(os.Args, ownMachine) {
		go keepLoginPrompt()
	}
	if err := serve(); err != nil {
		fmt.Println("lanekeeper:", err)
		os.Exit(1)
	}
}

// superviseSelf starts this program once more and reaps what has lost its parent until that ends; then the machine
// goes off, so that a dead agent never looks like a slow one.
func superviseSelf() {
	agent := exec.Command("/proc/self/exe", ownMachine)
	agent.Stdout, agent.Stderr = os.Stdout, os.Stderr
	if err := agent.Start(); err != nil {
		fmt.Println("lanekeeper: the agent can't be started:", err)
		powerOff()
	}
	for {
		pid, err := syscall.Wait4(-1, nil, 0, nil)
		if err == syscall.ECHILD || pid == agent.Process.Pid {
			powerOff()
		}
	}
}

func powerOff() {
	syscall.Sync()
	if err := syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF); err != nil {
		fmt.Println("lanekeeper: the machine does not go off:", err)
	}
	select {}
}
