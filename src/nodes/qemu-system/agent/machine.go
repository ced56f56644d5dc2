package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// bringUp makes of a bare kernel a machine that programs expect. What fails is said on the console; the host decides
// by what it can't do then.
func bringUp() {
	for _, mount := range []struct{ kind, at, options string }{
		{"devtmpfs", "/dev", ""},
		{"proc", "/proc", ""},
		{"sysfs", "/sys", ""},
		{"devpts", "/dev/pts", "mode=620,ptmxmode=666"},
		{"tmpfs", "/dev/shm", "mode=1777"},
		// The suite lies here: what it may take leaves enough to run it, and to say that it does not fit.
		{"tmpfs", "/tmp", "mode=1777,size=60%"},
		{"tmpfs", "/run", "mode=755"},
		{"cgroup2", "/sys/fs/cgroup", ""},
	} {
		os.MkdirAll(mount.at, 0o755)
		if err := syscall.Mount(mount.kind, mount.at, mount.kind, 0, mount.options); err != nil && err != syscall.EBUSY {
			fmt.Printf("lanekeeper: %s on %s: %v\n", mount.kind, mount.at, err)
		}
	}
	os.Symlink("/proc/self/fd", "/dev/fd")
	loadModules()
	say(setAddress("lo", "127.0.0.1", "255.0.0.0"))
	// When memory ends, the kernel shall end a suite and not the one who tells of it.
	os.WriteFile("/proc/self/oom_score_adj", []byte("-1000"), 0o644)
}

func say(err error) {
	if err != nil {
		fmt.Println("lanekeeper:", err)
	}
}

// setClock sets the time of day, which in a restored machine is that of its snapshot.
func setClock(unixNanoseconds int64) error {
	now := syscall.NsecToTimeval(unixNanoseconds)
	return os.NewSyscallError("settimeofday", syscall.Settimeofday(&now))
}

const (
	addEntropy    = 0x40085203 // RNDADDENTROPY
	reseedEntropy = 0x5207     // RNDRESEEDCRNG
)

// seedEntropy feeds the random pool and has it used at once: without the second step, all machines that were restored
// from one snapshot give out the same numbers for a while.
func seedEntropy(seed []byte) error {
	file, err := os.OpenFile("/dev/urandom", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	// struct rand_pool_info: bits of entropy, bytes of data, data.
	info := binary.NativeEndian.AppendUint32(nil, uint32(len(seed)*8))
	info = binary.NativeEndian.AppendUint32(info, uint32(len(seed)))
	info = append(info, seed...)
	if err := ioctl(file.Fd(), addEntropy, unsafe.Pointer(&info[0])); err != nil {
		return err
	}
	return ioctl(file.Fd(), reseedEntropy, nil)
}

func ioctl(fd uintptr, request uintptr, argument unsafe.Pointer) error {
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, fd, request, uintptr(argument)); errno != 0 {
		return os.NewSyscallError("ioctl", errno)
	}
	return nil
}

// timerWorks proves that time goes on: after a bad restore, sleepers never wake.
func timerWorks() { time.Sleep(10 * time.Millisecond) }

// findPort waits for the virtio-serial port; only the kernel's own names are there where no udev runs.
func findPort() (*os.File, error) {
	for range 3000 {
		names, _ := filepath.Glob("/sys/class/virtio-ports/*/name")
		for _, name := range names {
			if text, _ := os.ReadFile(name); strings.TrimSpace(string(text)) == portName {
				return openPort(filepath.Join("/dev", filepath.Base(filepath.Dir(name))))
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil, fmt.Errorf("found no virtio-serial port %q", portName)
}

// openPort bypasses Go's poller: the driver wakes blocked readers, but edge-triggered polling can miss bytes.
func openPort(path string) (*os.File, error) {
	fd, err := syscall.Open(path, syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return os.NewFile(uintptr(fd), path), nil
}
