package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// exit is how a program ended.
type exit struct {
	Code     int    `json:"code"`
	Signal   string `json:"signal,omitempty"`
	TimedOut bool   `json:"timedOut,omitempty"`
	// Why the program could not be started.
	FailedToStart string `json:"failedToStart,omitempty"`
	// Number of processes that the kernel killed for want of memory while the program ran.
	OutOfMemory int `json:"outOfMemory,omitempty"`
}

type running struct {
	lock sync.Mutex
	byID map[int]*exec.Cmd
}

// start runs a program in a process group of its own and returns; its output and its end are sent as they come.
func (r *running) start(s *session, asked request) error {
	if len(asked.Argv) == 0 {
		return errors.New("found no program to run")
	}
	program := exec.Command(asked.Argv[0], asked.Argv[1:]...)
	program.Dir = asked.Folder
	program.Env = environment(asked.Env)
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output := outputWriter{s, asked.ID}
	program.Stdout, program.Stderr = output, output
	// What it leaves running may hold its output open: no longer than this.
	program.WaitDelay = time.Second
	os.MkdirAll(asked.Folder, 0o755)
	killed := outOfMemoryKills()
	if err := program.Start(); err != nil {
		s.send(reply{ID: asked.ID, Done: true, Exit: &exit{FailedToStart: err.Error()}}, nil)
		return nil
	}
	// The kernel prefers what runs here to the agent, which is not to be killed.
	os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", program.Process.Pid), []byte("500"), 0o644)
	r.lock.Lock()
	if r.byID == nil {
		r.byID = map[int]*exec.Cmd{}
	}
	r.byID[asked.ID] = program
	r.lock.Unlock()
	go func() {
		ended := waitFor(program, time.Duration(asked.TimeoutMs)*time.Millisecond)
		r.lock.Lock()
		delete(r.byID, asked.ID)
		r.lock.Unlock()
		ended.OutOfMemory = outOfMemoryKills() - killed
		s.send(reply{ID: asked.ID, Done: true, Exit: &ended}, nil)
	}()
	return nil
}

func waitFor(program *exec.Cmd, limit time.Duration) exit {
	group := -program.Process.Pid
	var timedOut bool
	timer := time.AfterFunc(limit, func() {
		timedOut = true
		syscall.Kill(group, syscall.SIGKILL)
	})
	program.Wait()
	stopped := timer.Stop()
	syscall.Kill(group, syscall.SIGKILL)
	ended := exit{Code: program.ProcessState.ExitCode(), TimedOut: !stopped && timedOut}
	if status, ok := program.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		ended.Signal = signalName(status.Signal())
	}
	return ended
}

// signal interrupts the program alone, which ends its own children, or kills its whole group.
func (r *running) signal(id int, signal syscall.Signal) error {
	r.lock.Lock()
	defer r.lock.Unlock()
	program := r.byID[id]
	if program == nil {
		return nil
	}
	target := program.Process.Pid
	if signal == syscall.SIGKILL {
		target = -target
	}
	syscall.Kill(target, signal)
	return nil
}

const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

func environment(more map[string]string) []string {
	values := []string{"HOME=/root", "TMPDIR=/tmp", "USER=root", "PATH=" + searchPath}
	for name, value := range more {
		values = append(values, name+"="+value)
	}
	return values
}

type outputWriter struct {
	s  *session
	id int
}

func (w outputWriter) Write(bytes []byte) (int, error) {
	w.s.sendBytes(w.id, bytes)
	return len(bytes), nil
}

func outOfMemoryKills() int {
	text, _ := os.ReadFile("/proc/vmstat")
	_, rest, found := bytes.Cut(text, []byte("\noom_kill "))
	if !found {
		return 0
	}
	number, _, _ := strings.Cut(string(rest), "\n")
	count, _ := strconv.Atoi(number)
	return count
}

func signalName(signal syscall.Signal) string {
	names := map[syscall.Signal]string{
		syscall.SIGABRT: "SIGABRT", syscall.SIGALRM: "SIGALRM", syscall.SIGBUS: "SIGBUS", syscall.SIGFPE: "SIGFPE",
		syscall.SIGHUP: "SIGHUP", syscall.SIGILL: "SIGILL", syscall.SIGINT: "SIGINT", syscall.SIGKILL: "SIGKILL",
		syscall.SIGPIPE: "SIGPIPE", syscall.SIGQUIT: "SIGQUIT", syscall.SIGSEGV: "SIGSEGV", syscall.SIGSYS: "SIGSYS",
		syscall.SIGTERM: "SIGTERM", syscall.SIGTRAP: "SIGTRAP", syscall.SIGXCPU: "SIGXCPU", syscall.SIGXFSZ: "SIGXFSZ",
	}
	if name, known := names[signal]; known {
		return name
	}
	return fmt.Sprintf("signal %d", signal)
}
