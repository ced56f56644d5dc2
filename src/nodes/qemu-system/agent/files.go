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

// Serial number of the disk by which the host passes large files; its file on the host changes under us.
const transferSerial = "lanekeeper"

// copyFromDisk writes the first bytes of the host's disk to a file. The disk writes into the file's own memory: an
// emulated processor takes long to copy.
func copyFromDisk(asked request) error {
	disk, err := transferDisk()
	if err != nil {
		return err
	}
	defer disk.Close()
	if err := os.MkdirAll(filepath.Dir(asked.Path), 0o755); err != nil {
		return err
	}
	file, err := os.OpenFile(asked.Path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, os.FileMode(asked.Mode))
	if err != nil {
		return err
	}
	err = fillFromDisk(file, int(disk.Fd()), asked.Bytes)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(asked.Path)
	}
	return err
}

// Bytes of a sector: direct reads are of whole ones.
const sectorSize = 4096

func fillFromDisk(file *os.File, disk int, size int64) error {
	whole := (size + sectorSize - 1) / sectorSize * sectorSize
	// Memory is taken now: a file that is too large is an error here, and a crash later.
	if err := syscall.Fallocate(int(file.Fd()), 0, 0, whole); err != nil {
		return os.NewSyscallError("fallocate", err)
	}
	memory, err := syscall.Mmap(int(file.Fd()), 0, int(whole), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return os.NewSyscallError("mmap", err)
	}
	defer syscall.Munmap(memory)
	for done := 0; done < len(memory); {
		n, err := syscall.Pread(disk, memory[done:min(len(memory), done+pieceOfDisk)], int64(done))
		if err != nil {
			return os.NewSyscallError("pread", err)
		}
		if n == 0 {
			return fmt.Errorf("the host's disk ended after %d bytes", done)
		}
		done += n
	}
	return file.Truncate(size)
}

const pieceOfDisk = 4 << 20

func transferDisk() (*os.File, error) {
	serials, _ := filepath.Glob("/sys/block/*/serial")
	for _, path := range serials {
		if text, _ := os.ReadFile(path); strings.TrimSpace(string(text)) == transferSerial {
			// Past the kernel's memory of it: what that holds is of another file.
			name := filepath.Join("/dev", filepath.Base(filepath.Dir(path)))
			return os.OpenFile(name, os.O_RDONLY|syscall.O_DIRECT, 0)
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

// Bytes that are read of a file: its first part is enough to tell what a machine is.
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

// text is a C string up to its zero; its characters are signed on some architectures.
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
