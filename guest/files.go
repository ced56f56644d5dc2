package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// receive writes the bytes that follow a request to a file. They are read to the end in any case, because the next
// request comes after them.
func (s *session) receive(asked request) error {
	rest := &io.LimitedReader{R: s.in, N: asked.Bytes}
	err := writeFile(asked.Path, os.FileMode(asked.Mode), rest)
	if _, drained := io.Copy(io.Discard, rest); drained != nil {
		err = errors.Join(err, drained)
	}
	return err
}

func writeFile(path string, mode os.FileMode, from io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{file}, from, make([]byte, 1<<18))
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}

// The disk by which the host passes large files; its file on the host changes under us.
const transferSerial = "lanekeeper"

const flushBuffers = 0x1261 // BLKFLSBUF

// copyFromDisk writes the first bytes of the host's disk to a file.
func copyFromDisk(asked request) error {
	disk, err := transferDisk()
	if err != nil {
		return err
	}
	defer disk.Close()
	// What the kernel has read of it before is of another file.
	if err := ioctl(disk.Fd(), flushBuffers, nil); err != nil {
		return err
	}
	from := &io.LimitedReader{R: disk, N: asked.Bytes}
	if err := writeFile(asked.Path, os.FileMode(asked.Mode), from); err != nil {
		return err
	}
	if from.N > 0 {
		os.Remove(asked.Path)
		return fmt.Errorf("the host's disk ended %d bytes early", from.N)
	}
	return nil
}

func transferDisk() (*os.File, error) {
	serials, _ := filepath.Glob("/sys/block/*/serial")
	for _, path := range serials {
		if text, _ := os.ReadFile(path); strings.TrimSpace(string(text)) == transferSerial {
			return os.Open(filepath.Join("/dev", filepath.Base(filepath.Dir(path))))
		}
	}
	return nil, errors.New("found no disk of the host: the kernel needs the driver virtio_blk")
}

func (s *session) sendFile(asked request) error {
	file, err := os.Open(asked.Path)
	if err != nil {
		return err
	}
	defer file.Close()
	buffer := make([]byte, pieceSize)
	for {
		n, err := file.Read(buffer)
		s.sendBytes(asked.ID, buffer[:n])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// The first part of a file is enough to tell what a machine is.
const lookBytes = 256 * 1024

// listFiles names the files in a folder and below it; none where it is not there.
func listFiles(folder string) ([]string, error) {
	names := []string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			names = append(names, strings.TrimPrefix(path, folder+"/"))
		}
		return nil
	})
	return names, err
}

type sight struct {
	Files       map[string]string `json:"files"`
	Uname       map[string]string `json:"uname"`
	CPUs        int               `json:"cpus"`
	MemoryBytes uint64            `json:"memoryBytes"`
}

// look tells what the machine is, with the files that match patterns: their first part; other entries as an empty
// text.
func look(globs []string) (sight, error) {
	seen := sight{Files: map[string]string{}, CPUs: runtime.NumCPU()}
	for _, glob := range globs {
		paths, err := filepath.Glob(glob)
		if err != nil {
			return seen, err
		}
		for _, path := range paths {
			seen.Files[path] = firstPart(path)
		}
	}
	var name syscall.Utsname
	if err := syscall.Uname(&name); err != nil {
		return seen, os.NewSyscallError("uname", err)
	}
	seen.Uname = map[string]string{
		"machine": text(name.Machine[:]), "sysname": text(name.Sysname[:]),
		"release": text(name.Release[:]), "nodename": text(name.Nodename[:]),
	}
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil {
		return seen, os.NewSyscallError("sysinfo", err)
	}
	seen.MemoryBytes = uint64(info.Totalram) * uint64(info.Unit)
	return seen, nil
}

// text ends a C string at its zero; its characters are signed on some architectures.
func text[C int8 | uint8](characters []C) string {
	var bytes []byte
	for _, c := range characters {
		if c == 0 {
			break
		}
		bytes = append(bytes, byte(c))
	}
	return string(bytes)
}

func firstPart(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	text, _ := io.ReadAll(io.LimitReader(file, lookBytes))
	return string(text)
}
