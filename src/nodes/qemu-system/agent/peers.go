package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os/exec"
	"syscall"
)

// Port where a machine of a node's private network waits for its peers.
const peerPort = "7077"

// servePeers lets the other machines of a private network run programs here: a connection starts with one line, the
// program and its arguments as a JSON list; then it is the program's input and output, and ends with it.
func servePeers(address string) error {
	listener, err := net.Listen("tcp", net.JoinHostPort(address, peerPort))
	if err != nil {
		return err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				say(err)
				return
			}
			go servePeer(connection)
		}
	}()
	return nil
}

func servePeer(connection net.Conn) {
	defer connection.Close()
	input := bufio.NewReader(connection)
	line, err := input.ReadBytes('\n')
	var argv []string
	if err != nil || json.Unmarshal(line, &argv) != nil || len(argv) == 0 {
		return
	}
	program := exec.Command(argv[0], argv[1:]...)
	program.Env = environment(nil)
	program.Stdout, program.Stderr = connection, connection
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// Not program.Stdin: the program's end would have to wait for that of its input.
	stdin, err := program.StdinPipe()
	if err == nil {
		err = program.Start()
	}
	if err != nil {
		fmt.Fprintln(connection, err)
		return
	}
	go func() {
		io.Copy(stdin, input)
		stdin.Close()
	}()
	program.Wait()
}
