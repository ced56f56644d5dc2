package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"
)

// A request is one line of JSON, with so many bytes after it. Every request but interrupt and kill is answered by
// replies of its id; the last one says done or error.
type request struct {
	ID    int    `json:"id"`
	Do    string `json:"do"`
	Bytes int64  `json:"bytes"`

	// Fields of setup.
	UnixNanoseconds int64  `json:"unixNanoseconds,string"`
	Seed            string `json:"seed"`
	Hostname        string `json:"hostname"`
	Cards           []card `json:"cards"`

	// Fields of put, copy, get and list; the path is also that of the folder that setup makes.
	Path string `json:"path"`
	Mode uint32 `json:"mode"`

	// Field of look.
	Globs []string `json:"globs"`

	// Fields of run.
	Argv      []string          `json:"argv"`
	Folder    string            `json:"folder"`
	Env       map[string]string `json:"env"`
	TimeoutMs int64             `json:"timeoutMs"`
}

type card struct {
	Hardware string `json:"hardware"`
	Address  string `json:"address"`
	Mask     string `json:"mask"`
	Gateway  string `json:"gateway"`
	DNS      string `json:"dns"`
	// Whether others on the network may have programs run here.
	Serve bool `json:"serve"`
}

type reply struct {
	ID    int    `json:"id"`
	Error string `json:"error,omitempty"`
	Done  bool   `json:"done,omitempty"`
	// Number of bytes that follow the line: output of a program, or a file.
	Bytes int   `json:"bytes,omitempty"`
	Exit  *exit `json:"exit,omitempty"`
}

type session struct {
	in   *bufio.Reader
	out  io.Writer
	lock sync.Mutex
	runs running
}

// serve does what the host asks for until it hangs up.
func serve() error {
	// Programs are looked up by it; the kernel gives an init none.
	os.Setenv("PATH", searchPath)
	port, err := findPort()
	if err != nil {
		return err
	}
	s := &session{in: bufio.NewReaderSize(port, 1<<16), out: port}
	for heard := false; ; {
		line, err := s.in.ReadBytes('\n')
		for !heard && err == io.EOF {
			// Nobody holds the other end yet, or ever: then this machine is a person's.
			time.Sleep(100 * time.Millisecond)
			line, err = s.in.ReadBytes('\n')
		}
		if err != nil {
			// A guest whose host is gone has nobody to work for.
			return fmt.Errorf("the host hung up: %w", err)
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			if !heard {
				// Firmware that takes the port for a keyboard may have left half a line.
				continue
			}
			return fmt.Errorf("can't understand the host: %w", err)
		}
		heard = true
		if err := s.answer(asked); err != nil {
			s.send(reply{ID: asked.ID, Error: err.Error()}, nil)
		}
	}
}

func (s *session) answer(asked request) error {
	switch asked.Do {
	case "ping":
		timerWorks()
	case "setup":
		if err := setUp(asked); err != nil {
			return err
		}
	case "put":
		if err := s.receive(asked); err != nil {
			return err
		}
	case "copy":
		if err := copyFromDisk(asked); err != nil {
			return err
		}
	case "get":
		if err := s.sendFile(asked); err != nil {
			return err
		}
	case "list":
		names, err := listFiles(asked.Path)
		if err != nil {
			return err
		}
		text, err := json.Marshal(names)
		if err != nil {
			return err
		}
		s.sendBytes(asked.ID, text)
	case "look":
		seen, err := look(asked.Globs)
		if err != nil {
			return err
		}
		text, err := json.Marshal(seen)
		if err != nil {
			return err
		}
		s.sendBytes(asked.ID, text)
	case "run":
		return s.runs.start(s, asked)
	case "interrupt":
		return s.runs.signal(asked.ID, syscall.SIGINT)
	case "kill":
		return s.runs.signal(asked.ID, syscall.SIGKILL)
	case "halt":
		powerOff()
	default:
		return fmt.Errorf("can't do %q", asked.Do)
	}
	s.send(reply{ID: asked.ID, Done: true}, nil)
	return nil
}

func setUp(asked request) error {
	if err := setClock(asked.UnixNanoseconds); err != nil {
		return err
	}
	seed, err := hex.DecodeString(asked.Seed)
	if err != nil || len(seed) == 0 {
		return fmt.Errorf("found no seed for random numbers (%v)", err)
	}
	if err := seedEntropy(seed); err != nil {
		return err
	}
	if err := syscall.Sethostname([]byte(asked.Hostname)); err != nil {
		return os.NewSyscallError("sethostname", err)
	}
	if err := os.MkdirAll(asked.Path, 0o755); err != nil {
		return err
	}
	for _, card := range asked.Cards {
		if err := card.setUp(); err != nil {
			return err
		}
	}
	return nil
}

func (c card) setUp() error {
	name, err := cardWithAddress(c.Hardware)
	if err != nil {
		return err
	}
	if err := setAddress(name, c.Address, c.Mask); err != nil {
		return err
	}
	if c.DNS != "" {
		os.MkdirAll("/etc", 0o755)
		if err := os.WriteFile("/etc/resolv.conf", []byte("nameserver "+c.DNS+"\n"), 0o644); err != nil {
			return err
		}
	}
	if c.Gateway != "" {
		if err := setGateway(c.Gateway); err != nil {
			return err
		}
	}
	if c.Serve {
		return servePeers(c.Address)
	}
	return nil
}

// send writes a reply in one go, because the host reads lines and bytes in order.
func (s *session) send(r reply, bytes []byte) {
	line, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	message := append(append(line, '\n'), bytes...)
	s.lock.Lock()
	defer s.lock.Unlock()
	if _, err := s.out.Write(message); err != nil {
		fmt.Println("lanekeeper: the host does not listen:", err)
		os.Exit(1)
	}
}

func (s *session) sendBytes(id int, bytes []byte) {
	for len(bytes) > 0 {
		part := bytes[:min(len(bytes), pieceSize)]
		bytes = bytes[len(part):]
		s.send(reply{ID: id, Bytes: len(part)}, part)
	}
}

// Bytes of a piece of output: few enough that a signal to a program is not stuck behind it, many enough to be fast.
const pieceSize = 64 * 1024
