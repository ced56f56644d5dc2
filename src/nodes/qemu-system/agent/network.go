package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"syscall"
	"unsafe"
)

// interfaceRequest is an ifreq of 64-bit Linux: a name, then a union of 24 bytes.
type interfaceRequest struct {
	name  [16]byte
	value [24]byte
}

// setAddress gives a network card an IPv4 address and brings it up.
func setAddress(name, address, mask string) error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer syscall.Close(socket)
	request := interfaceRequest{}
	copy(request.name[:15], name)
	for _, step := range []struct {
		number uintptr
		value  []byte
	}{
		{syscall.SIOCSIFADDR, socketAddress(address)},
		{syscall.SIOCSIFNETMASK, socketAddress(mask)},
		{syscall.SIOCSIFFLAGS, binary.NativeEndian.AppendUint16(nil, syscall.IFF_UP|syscall.IFF_RUNNING)},
	} {
		clear(request.value[:])
		copy(request.value[:], step.value)
		if err := ioctl(uintptr(socket), step.number, unsafe.Pointer(&request)); err != nil {
			return fmt.Errorf("network card %s: %w", name, err)
		}
	}
	return nil
}

// setGateway adds the default route.
func setGateway(address string) error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer syscall.Close(socket)
	// struct rtentry of 64-bit Linux: padding, destination, gateway, mask, flags, and more that stays zero.
	var route [120]byte
	copy(route[8:], socketAddress("0.0.0.0"))
	copy(route[24:], socketAddress(address))
	copy(route[40:], socketAddress("0.0.0.0"))
	binary.NativeEndian.PutUint16(route[56:], syscall.RTF_UP|syscall.RTF_GATEWAY)
	return ioctl(uintptr(socket), syscall.SIOCADDRT, unsafe.Pointer(&route[0]))
}

// socketAddress is a struct sockaddr_in.
func socketAddress(address string) []byte {
	bytes := binary.NativeEndian.AppendUint16(nil, syscall.AF_INET)
	bytes = append(bytes, 0, 0)
	return append(bytes, net.ParseIP(address).To4()...)
}

// cardWithAddress is the name of the network card with a hardware address.
func cardWithAddress(hardware string) (string, error) {
	cards, err := net.Interfaces()
	for _, card := range cards {
		if card.HardwareAddr.String() == hardware {
			return card.Name, nil
		}
	}
	return "", fmt.Errorf("found no network card with the address %s (%v)", hardware, err)
}
