package main

import (
	"bufio"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"unsafe"
)

// Path of the list of modules. It has one line a module, its fields separated by tabs: its name, the modules that it
// needs separated by commas, and patterns of the devices that it drives.
const moduleList = "/lanekeeper/modules"

type module struct {
	name    string
	aliases []string
	needs   []string
	loaded  bool
}

// loadModules loads the drivers of the devices that are there and have none, until no new device shows up.
func loadModules() {
	modules := readModuleList()
	buses := busesOf(modules)
	for again := len(modules) > 0; again; {
		again = false
		for _, device := range devicesWithoutDriver(buses) {
			for _, module := range modules {
				if !module.loaded && module.drives(device) {
					load(modules, module)
					again = true
				}
			}
		}
	}
}

func readModuleList() map[string]*module {
	modules := map[string]*module{}
	file, err := os.Open(moduleList)
	if err != nil {
		return modules
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) < 2 {
			continue
		}
		found := &module{name: fields[0], aliases: fields[2:]}
		if fields[1] != "" {
			found.needs = strings.Split(fields[1], ",")
		}
		modules[fields[0]] = found
	}
	return modules
}

func (m *module) drives(device string) bool {
	bus, _, _ := strings.Cut(device, ":")
	for _, alias := range m.aliases {
		// Most aliases are of another bus, and matching takes an emulated processor long.
		if !strings.HasPrefix(alias, bus) {
			continue
		}
		if matched, _ := path.Match(alias, device); matched {
			return true
		}
	}
	return false
}

func load(modules map[string]*module, wanted *module) {
	wanted.loaded = true
	for _, name := range wanted.needs {
		if needed := modules[name]; needed != nil && !needed.loaded {
			load(modules, needed)
		}
	}
	image, err := os.ReadFile(filepath.Join("/lanekeeper", wanted.name+".ko"))
	if err != nil {
		say(err)
		return
	}
	parameters := []byte{0}
	_, _, errno := syscall.Syscall(syscall.SYS_INIT_MODULE,
		uintptr(unsafe.Pointer(&image[0])), uintptr(len(image)), uintptr(unsafe.Pointer(&parameters[0])))
	if errno != 0 && errno != syscall.EEXIST {
		fmt.Printf("lanekeeper: module %s: %v\n", wanted.name, errno)
	}
}

// busesOf are the buses that some driver is for: an emulated processor takes long to look at all devices.
func busesOf(modules map[string]*module) map[string]bool {
	buses := map[string]bool{}
	for _, module := range modules {
		for _, alias := range module.aliases {
			bus, _, _ := strings.Cut(alias, ":")
			if bus == "of" {
				bus = "platform"
			}
			buses[bus] = true
		}
	}
	return buses
}

// devicesWithoutDriver are what the idle devices of this machine call themselves.
func devicesWithoutDriver(buses map[string]bool) []string {
	var aliases []string
	for bus := range buses {
		devices, _ := filepath.Glob("/sys/bus/" + bus + "/devices/*")
		for _, device := range devices {
			if _, err := os.Lstat(device + "/driver"); err == nil {
				continue
			}
			if text, err := os.ReadFile(device + "/modalias"); err == nil {
				aliases = append(aliases, strings.TrimSpace(string(text)))
			}
		}
	}
	return aliases
}
