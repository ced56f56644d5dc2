// Written by npm run schemas; a test holds it to the schemas.
import type { CapabilityValue } from '../core/types.ts';

/** Contents of `lanes/lanekeeper.yaml`. */
export type Settings = {
  /** Suites, which are the bodies of tests, by name. */
  readonly suites: Readonly<Record<string, SuiteSettings>>;
  /** Nodes, which are where specs run, by name. */
  readonly nodes: Readonly<Record<string, NodeSettings>>;
  /** Settings of emulated machines by architecture, for nodes that don’t say otherwise. */
  readonly architectureConfiguration: {
    /** Architecture of lanes that name none; this machine’s when absent. */
    readonly defaultArchitecture?: string | undefined;
    readonly amd64?: ArchitectureSettings | undefined;
    readonly arm64?: ArchitectureSettings | undefined;
    readonly riscv64?: ArchitectureSettings | undefined;
    readonly s390x?: ArchitectureSettings | undefined;
  };
  /** Exclusion rules; the first that matches a spec counts. */
  readonly rules: Readonly<Record<string, Rule>>;
  /** What a lane has when neither it nor a lane that it extends says otherwise. */
  readonly defaults: {
    /** Suite of lanes that name none. */
    readonly suite?: string | undefined;
    /** Node of lanes that name none. */
    readonly node?: string | undefined;
    /**
     * How a Ginkgo suite given as a Go package folder is listed: by compiling it and a dry run
     * (default), by reading its source, or by both, which have to agree.
     */
    readonly inventory?: InventoryMode | undefined;
    /** How lanes run that don’t say otherwise. */
    readonly run?: RunValues | undefined;
  };
  /** Where the ledger is kept. */
  readonly evidence:
    | {
        readonly kind: 'directory';
        /** Path of the ledger, from the folder that holds lanes/. */
        readonly path: string;
      }
    | {
        readonly kind: 'git-branch';
        /** Name or URL of a git remote. */
        readonly remote: string;
        /** Name of a branch of its own, which shares no commit with the others. */
        readonly branch: string;
      };
  /** When a status follows evidence. */
  readonly policy: PolicySettings;
  /** The documents that say what is supported. */
  readonly status: Readonly<Record<string, StatusDocumentSettings>>;
  /** What all jobs of Prow have, for plan --format prow. */
  readonly prow?: ProwSettings | undefined;
  /** The pull request that promotions are proposed by. */
  readonly promotion: {
    /** Repository on GitHub, as owner/name; GITHUB_REPOSITORY when absent. */
    readonly repository?: string | undefined;
    /** Address of the API of GitHub Enterprise; GITHUB_API_URL or GitHub’s own when absent. */
    readonly apiUrl?: string | undefined;
    /** Name or URL of the git remote that takes the branch. */
    readonly remote: string;
    /** Branch that the pull request asks to change. */
    readonly base: string;
    /** Branch of the pull request. */
    readonly branch: string;
    /** Labels that the pull request gets. */
    readonly labels: readonly string[];
  };
};

/** Contents of the file of a lane; what it inherits is absent. */
export type LaneFile = {
  /** Name of the lane, which is unique; also that of the folder of its reports. */
  readonly name: string;
  /** Name of a lane whose values hold here where this one gives none. */
  readonly extends?: string | undefined;
  /** What the lane is for. */
  readonly description?: string | undefined;
  /** active: runs in CI. defined: exists and can be listed and run by hand. */
  readonly state?: 'active' | 'defined' | undefined;
  /** Name of a suite in lanekeeper.yaml. */
  readonly suite?: string | undefined;
  /** Architecture in Go’s terms: amd64, arm64, s390x, riscv64, … */
  readonly arch?: string | undefined;
  /** Name of a node in lanekeeper.yaml. */
  readonly node?: string | undefined;
  /**
   * How a Ginkgo suite given as a Go package folder is listed: by compiling it and a dry run
   * (default), by reading its source, or by both, which have to agree.
   */
  readonly inventory?: InventoryMode | undefined;
  /** What a node must be for this lane to run there at all; probed before the first spec. */
  readonly requires?: Requirements | undefined;
  /** Label filter in the grammar of Ginkgo; an empty one selects all. */
  readonly select?: string | undefined;
  /** What stays out though the node could run it; added to those of the lane that this one extends. */
  readonly exclude?: readonly ExclusionSettings[] | undefined;
  /** How the suite is run. */
  readonly run?: RunValues | undefined;
  /** When Prow runs the lane. */
  readonly prow?: LaneProw | undefined;
};

/** A suite, as it is configured. */
export type SuiteSettings = {
  /** How the suite is built, listed, run and read. */
  readonly kind: 'ginkgo' | 'console' | 'playwright' | 'gotest' | 'junit';
  /** What the suite tests. */
  readonly description?: string | undefined;
  /**
   * Go package folder, compiled test binary, folder of a Playwright project, of a Go module or of a
   * command, or file of console steps; from the folder that holds lanes/.
   */
  readonly path: string;
  /**
   * Command that opens the console of a console suite, such as virtctl console vm; that of the node
   * when absent.
   */
  readonly transport?: readonly string[] | undefined;
  /** Command that runs all tests of a junit suite, in its folder, such as [make, test]. */
  readonly command?: readonly string[] | undefined;
  /** JUnit XML that the command of a junit suite leaves, from its folder; names may have a *. */
  readonly reports?: readonly string[] | undefined;
  /**
   * JSON file in the folder of a junit suite that gives tests labels: each label with a list of
   * regular expressions for their names.
   */
  readonly labels?: string | undefined;
  /** Packages of a gotest suite, as go test takes them. Default ./... */
  readonly packages?: readonly string[] | undefined;
  /** Go build tags. */
  readonly buildTags?: readonly string[] | undefined;
  /** Arguments for the suite itself, after those of Ginkgo. */
  readonly args?: readonly string[] | undefined;
  /** Environment variables for the suite. */
  readonly env?: Readonly<Record<string, string>> | undefined;
};

/** An exclusion rule: the specs that it means, and what they need. */
export type Rule = {
  /** The suites that use these labels; all when absent. */
  readonly suites?: readonly string[] | undefined;
  /** Labels of the specs that are meant: any of them, without case. */
  readonly labels: readonly string[];
  /**
   * What a node must have to run such a spec: a capability (true), at least so many (a number), or
   * `arch`. A rule that needs nothing holds only in lanes that exclude it.
   */
  readonly needs?: Readonly<Record<string, true | number | string>> | undefined;
  /** Reason in words that somebody who meets this in a report understands. */
  readonly because: string;
  /** Last day (YYYY-MM-DD) on which this is meant to hold; later a warning asks to renew or remove it. */
  readonly until?: string | undefined;
  /** Who decides about this: a team or a person. */
  readonly owner?: string | undefined;
};

/** Exclusion of specs that a lane keeps out by its own word. */
export type ExclusionSettings = {
  /** Name of a rule in lanekeeper.yaml. */
  readonly rule?: string | undefined;
  /** A label filter in the grammar of Ginkgo: what it matches stays out. */
  readonly filter?: string | undefined;
  /** Reason in words that somebody who meets this in a report understands. */
  readonly because: string;
  /** Last day (YYYY-MM-DD) on which this is meant to hold; later a warning asks to renew or remove it. */
  readonly until?: string | undefined;
  /** Who decides about this: a team or a person. */
  readonly owner?: string | undefined;
};

/** Requirements that a node must meet for a lane to run there at all. */
export type Requirements = {
  /**
   * What the node’s CPU may be: none (hardware), kvm, tcg (emulated machine), user (emulated CPU
   * alone).
   */
  readonly accel?: readonly ('none' | 'kvm' | 'tcg' | 'user')[] | undefined;
  /** Capabilities that the node must have: true, or at least so many. */
  readonly capabilities?: Readonly<Record<string, true | number>> | undefined;
};

/** Way in which a suite is listed. */
export type InventoryMode = 'dry-run' | 'source' | 'source-checked';

/** Values for a run of a suite, as far as a file gives them. */
export type RunValues = {
  /** Limit for the whole suite run. Default 1h. */
  readonly timeout?: string | undefined;
  /** How long an interrupted spec may clean up. Default 30s. */
  readonly gracePeriod?: string | undefined;
  /** Seed of the spec order. Default 1, so that runs can be compared. */
  readonly seed?: number | undefined;
  /** Attempts that a spec has to pass. Default 1. */
  readonly flakeAttempts?: number | undefined;
  /** Number of parallel processes; 1 runs in series. Default 1. */
  readonly procs?: number | undefined;
  /**
   * Attempts at a lane: 2 tries once more, on a fresh node, when the node or the harness fails.
   * Default 1.
   */
  readonly nodeAttempts?: number | undefined;
  /** More arguments for the suite. */
  readonly args?: readonly string[] | undefined;
  /** More environment variables for the suite. */
  readonly env?: Readonly<Record<string, string>> | undefined;
};

/** A node, as it is configured. */
export type NodeSettings =
  | {
      /** The machine that Lanekeeper runs on. */
      readonly kind: 'local';
      /** What stands behind the node. */
      readonly description?: string | undefined;
      /** Architecture of the node in Go’s terms; that of the lane when absent. */
      readonly arch?: string | undefined;
      /** What the node can do, by the names that rules need. Unknown counts as lacking. */
      readonly capabilities?: Readonly<Record<string, CapabilityValue>> | undefined;
      /**
       * Labels of the runner of GitHub Actions for lanes of the node. Default: GitHub’s own, of the lane’s
       * architecture where the suite runs on the runner itself; self-hosted ones where GitHub has none.
       */
      readonly runsOn?: string | readonly string[] | undefined;
      /**
       * probe: look at the machine, then add the declared ones. declaration: the suite tests something
       * else, and only the declared ones count. cluster: it tests a cluster that this machine talks to;
       * ask that, by kubectl get nodes, then add the declared ones.
       */
      readonly capabilitiesFrom: 'probe' | 'declaration' | 'cluster';
      /** Whether the node’s CPU is a program, where that can’t be seen; its evidence is marked as emulated. */
      readonly emulated?: boolean | undefined;
      /** Path of the kubeconfig, from the folder that holds lanes/; as kubectl finds it when absent. */
      readonly kubeconfig?: string | undefined;
      /** Context of the kubeconfig; its current one when absent. */
      readonly context?: string | undefined;
    }
  | {
      /** A machine that QEMU makes, of any architecture, new for each run. */
      readonly kind: 'qemu-system';
      /** What stands behind the node. */
      readonly description?: string | undefined;
      /** Architecture of the node in Go’s terms; that of the lane when absent. */
      readonly arch?: string | undefined;
      /** What the node can do, by the names that rules need. Unknown counts as lacking. */
      readonly capabilities?: Readonly<Record<string, CapabilityValue>> | undefined;
      /**
       * Labels of the runner of GitHub Actions for lanes of the node. Default: GitHub’s own, of the lane’s
       * architecture where the suite runs on the runner itself; self-hosted ones where GitHub has none.
       */
      readonly runsOn?: string | readonly string[] | undefined;
      /** Machine of QEMU; must match one of emulatedMachines. */
      readonly machineType?: string | undefined;
      /** UEFI firmware to start by; without it the kernel is started directly, where there is one. */
      readonly firmwarePath?: string | undefined;
      /** CPU model of QEMU. */
      readonly cpu?: string | undefined;
      /** Number of processors. Default 1. */
      readonly cpus?: number | undefined;
      /** Size of the memory. Default 512M. */
      readonly memory?: string | undefined;
      /** More arguments for the kernel. */
      readonly kernelArgs?: readonly string[] | undefined;
      /** How many times longer timeouts of lanes are here. Default 10 where a CPU is emulated, else 1. */
      readonly timeoutFactor?: number | undefined;
      readonly image: ImageSettings;
      /** What the machine has beside what Lanekeeper needs. */
      readonly devices?: readonly DeviceSettings[] | undefined;
      /** auto: KVM where this machine can and the architecture is its own, else TCG, QEMU’s own CPU. */
      readonly accel: 'auto' | 'kvm' | 'tcg';
      /** user: the guest can reach out through QEMU’s user-mode network. */
      readonly network: 'none' | 'user';
      /** Whether a machine starts from a snapshot that an earlier start left, where that is safe. */
      readonly warmStart: boolean;
      /** Silence after which a starting guest counts as hung. Default 90s. */
      readonly bootTimeout?: string | undefined;
      /**
       * Number of machines on a private network; the suite runs on the first and knows the others’
       * addresses.
       */
      readonly count: number;
    }
  | {
      /** This machine, with the CPU instructions of another architecture: this kernel, no devices. */
      readonly kind: 'qemu-user';
      /** What stands behind the node. */
      readonly description?: string | undefined;
      /** Architecture of the node in Go’s terms; that of the lane when absent. */
      readonly arch?: string | undefined;
      /** What the node can do, by the names that rules need. Unknown counts as lacking. */
      readonly capabilities?: Readonly<Record<string, CapabilityValue>> | undefined;
      /**
       * Labels of the runner of GitHub Actions for lanes of the node. Default: GitHub’s own, of the lane’s
       * architecture where the suite runs on the runner itself; self-hosted ones where GitHub has none.
       */
      readonly runsOn?: string | readonly string[] | undefined;
      /** How many times longer timeouts of lanes are here. Default 10 where a CPU is emulated, else 1. */
      readonly timeoutFactor?: number | undefined;
      /** CPU model of QEMU. */
      readonly cpu?: string | undefined;
    }
  | {
      /** Another machine, through OpenSSH. */
      readonly kind: 'ssh';
      /** What stands behind the node. */
      readonly description?: string | undefined;
      /** Architecture of the node in Go’s terms; that of the lane when absent. */
      readonly arch?: string | undefined;
      /** What the node can do, by the names that rules need. Unknown counts as lacking. */
      readonly capabilities?: Readonly<Record<string, CapabilityValue>> | undefined;
      /**
       * Labels of the runner of GitHub Actions for lanes of the node. Default: GitHub’s own, of the lane’s
       * architecture where the suite runs on the runner itself; self-hosted ones where GitHub has none.
       */
      readonly runsOn?: string | readonly string[] | undefined;
      /** probe: look at the machine, then add the declared ones. declaration: only those count. */
      readonly capabilitiesFrom: 'probe' | 'declaration';
      /** Whether the node’s CPU is a program, where that can’t be seen; its evidence is marked as emulated. */
      readonly emulated?: boolean | undefined;
      /** How many times longer timeouts of lanes are here. */
      readonly timeoutFactor: number;
      /** Name of the host as ssh takes it; its port, keys, jumps and user are those of ssh_config. */
      readonly host: string;
      /** Path of an ssh_config for this node instead of the user’s own; from the folder that holds lanes/. */
      readonly configFile?: string | undefined;
      /** Where the folder of a session goes there; it needs room for the suite. */
      readonly folder: string;
    }
  | {
      /** A pod of a cluster, on a machine of the lane’s architecture. */
      readonly kind: 'kubernetes';
      /** What stands behind the node. */
      readonly description?: string | undefined;
      /** Architecture of the node in Go’s terms; that of the lane when absent. */
      readonly arch?: string | undefined;
      /** What the node can do, by the names that rules need. Unknown counts as lacking. */
      readonly capabilities?: Readonly<Record<string, CapabilityValue>> | undefined;
      /**
       * Labels of the runner of GitHub Actions for lanes of the node. Default: GitHub’s own, of the lane’s
       * architecture where the suite runs on the runner itself; self-hosted ones where GitHub has none.
       */
      readonly runsOn?: string | readonly string[] | undefined;
      /** probe: look at the machine, then add the declared ones. declaration: only those count. */
      readonly capabilitiesFrom: 'probe' | 'declaration';
      /** Whether the node’s CPU is a program, where that can’t be seen; its evidence is marked as emulated. */
      readonly emulated?: boolean | undefined;
      /** How many times longer timeouts of lanes are here. */
      readonly timeoutFactor: number;
      /** Path of the kubeconfig, from the folder that holds lanes/; as kubectl finds it when absent. */
      readonly kubeconfig?: string | undefined;
      /** Context of the kubeconfig; its current one when absent. */
      readonly context?: string | undefined;
      /** Namespace of the pod; that of the context when absent. */
      readonly namespace?: string | undefined;
      /** Image of the container: it has a POSIX shell with tar, and what the suite needs. */
      readonly image: string;
      /** Where the image has the suite’s program, which has to be the same; it is copied when absent. */
      readonly suiteInImage?: string | undefined;
      /** Name of the service account of the pod. */
      readonly serviceAccount?: string | undefined;
      /** Labels that the machine must have, beside that of its architecture. */
      readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
      /** Taints that the pod bears, as Kubernetes writes them. */
      readonly tolerations?:
        | readonly {
            readonly key?: string | undefined;
            readonly operator?: 'Exists' | 'Equal' | undefined;
            readonly value?: string | undefined;
            readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' | undefined;
            readonly tolerationSeconds?: number | undefined;
          }[]
        | undefined;
      /** Resources of the container, as Kubernetes writes them. */
      readonly resources?:
        | {
            readonly requests?: Readonly<Record<string, string | number>> | undefined;
            readonly limits?: Readonly<Record<string, string | number>> | undefined;
          }
        | undefined;
      /** How long the pod may take until it runs: to be scheduled, and to pull its image. */
      readonly startTimeout: string;
      /** Time after which the cluster ends the pod, whatever happens. */
      readonly deadline: string;
      /** Where the folder of a session goes there; it needs room for the suite. */
      readonly folder: string;
    };

/** Image that an emulated machine is started from. */
export type ImageSettings =
  | {
      /** Kernel and small root from Debian’s packages, fetched by apt. */
      readonly kind: 'debian';
      /** Debian release. */
      readonly release: string;
      /** cloud: starts faster, drives virtio devices only; full where Debian has no cloud kernel. */
      readonly kernel: 'cloud' | 'full';
      /** Debian mirror; that of this machine’s own apt when absent. */
      readonly mirror?: string | undefined;
    }
  | {
      /** A kernel and an initial RAM file system, to which ours is added. */
      readonly kind: 'kernel';
      /** Path, relative to the folder that holds lanes/, or an address with http:// or https://. */
      readonly kernel: string;
      /** SHA-256 that the file must have; one with another digest is never used. */
      readonly kernelSha256: string;
      /** Path, relative to the folder that holds lanes/, or an address with http:// or https://. */
      readonly initrd: string;
      /** SHA-256 that the file must have; one with another digest is never used. */
      readonly initrdSha256: string;
    }
  | {
      /** A cloud image that is started by UEFI and set up by cloud-init. */
      readonly kind: 'disk';
      /** Path, relative to the folder that holds lanes/, or an address with http:// or https://. */
      readonly disk: string;
      /** SHA-256 that the file must have; one with another digest is never used. */
      readonly sha256: string;
      /** Form of the image. */
      readonly format: 'qcow2' | 'raw';
    };

/** A device of an emulated machine. */
export type DeviceSettings =
  | string
  | {
      /** Name of the device. */
      readonly device: string;
      /** Number of queues, of a device that can have several. */
      readonly queues: number;
    };

/** Settings that emulated machines of an architecture share. */
export type ArchitectureSettings = {
  /** Machine of QEMU; must match one of emulatedMachines. */
  readonly machineType?: string | undefined;
  /** UEFI firmware to start by; without it the kernel is started directly, where there is one. */
  readonly firmwarePath?: string | undefined;
  /** CPU model of QEMU. */
  readonly cpu?: string | undefined;
  /** Number of processors. Default 1. */
  readonly cpus?: number | undefined;
  /** Size of the memory. Default 512M. */
  readonly memory?: string | undefined;
  /** More arguments for the kernel. */
  readonly kernelArgs?: readonly string[] | undefined;
  /** Patterns (with *) of the machine types that are allowed. */
  readonly emulatedMachines?: readonly string[] | undefined;
};

/** Policy on when a status follows evidence, as far as a file says. */
export type PolicySettings = {
  /** What makes a row SUPPORTED. */
  readonly promote?:
    | {
        /** Completed runs that each verifying spec needs. */
        readonly runs?: number | undefined;
        /** Days before the decision from which runs count. */
        readonly withinDays?: number | undefined;
        /** Distinct days (UTC) with a completed run. */
        readonly days?: number | undefined;
        /** Distinct commits of the suite, of unmodified sources. */
        readonly commits?: number | undefined;
        /** Share of first attempts that passed, from 0 to 1. */
        readonly passRatio?: number | undefined;
        /** The newest completed runs that must all have passed at the first attempt. */
        readonly lastGreen?: number | undefined;
        /** Greatest age of the newest completed run, in days. */
        readonly newestWithinDays?: number | undefined;
      }
    | undefined;
  /** What shows as "(emulated: pass)", from emulated runs alone. */
  readonly emulatedPass?:
    | {
        /** Completed runs that each verifying spec needs. */
        readonly runs?: number | undefined;
        /** Days before the decision from which runs count. */
        readonly withinDays?: number | undefined;
        /** Distinct days (UTC) with a completed run. */
        readonly days?: number | undefined;
        /** Distinct commits of the suite, of unmodified sources. */
        readonly commits?: number | undefined;
        /** Share of first attempts that passed, from 0 to 1. */
        readonly passRatio?: number | undefined;
        /** The newest completed runs that must all have passed at the first attempt. */
        readonly lastGreen?: number | undefined;
        /** Greatest age of the newest completed run, in days. */
        readonly newestWithinDays?: number | undefined;
      }
    | undefined;
  /** What takes SUPPORTED away. */
  readonly demote?:
    | {
        /** Failed first attempts from which ratios are looked at. */
        readonly failures?: number | undefined;
        /** Length of the short window, in days. */
        readonly shortDays?: number | undefined;
        /** Share of failures in the short window, from 0 to 1, above which they are too many. */
        readonly shortRatio?: number | undefined;
        /** Length of the long window, in days. */
        readonly longDays?: number | undefined;
        /** Share of failures in the long window, from 0 to 1, above which they are too many. */
        readonly longRatio?: number | undefined;
        /** Days without a completed run after which a claim is no longer verified. */
        readonly staleDays?: number | undefined;
        /** Days between a finding and the edit. */
        readonly graceDays?: number | undefined;
      }
    | undefined;
  /** Number of failed specs above which a run is an incident of the cluster, and does not count. */
  readonly incidentFailures?: number | undefined;
  /**
   * qualifier: emulated evidence shows as "(emulated: pass)". promote: with emulatedFactor times the
   * runs, days and commits it makes SUPPORTED, and the qualifier shows it.
   */
  readonly emulated?: 'qualifier' | 'promote' | undefined;
  /** How many times the runs, days and commits emulated evidence needs, with emulated: promote. */
  readonly emulatedFactor?: number | undefined;
  /**
   * Whether runs count of whose node nobody probed the architecture, such as those read from JUnit
   * XML.
   */
  readonly unprobedNodes?: 'refuse' | 'accept' | undefined;
  /** What is otherwise for an architecture, by architecture. */
  readonly arches?:
    | Readonly<
        Record<
          string,
          {
            /** What makes a row SUPPORTED. */
            readonly promote?:
              | {
                  /** Completed runs that each verifying spec needs. */
                  readonly runs?: number | undefined;
                  /** Days before the decision from which runs count. */
                  readonly withinDays?: number | undefined;
                  /** Distinct days (UTC) with a completed run. */
                  readonly days?: number | undefined;
                  /** Distinct commits of the suite, of unmodified sources. */
                  readonly commits?: number | undefined;
                  /** Share of first attempts that passed, from 0 to 1. */
                  readonly passRatio?: number | undefined;
                  /** The newest completed runs that must all have passed at the first attempt. */
                  readonly lastGreen?: number | undefined;
                  /** Greatest age of the newest completed run, in days. */
                  readonly newestWithinDays?: number | undefined;
                }
              | undefined;
            /** What shows as "(emulated: pass)", from emulated runs alone. */
            readonly emulatedPass?:
              | {
                  /** Completed runs that each verifying spec needs. */
                  readonly runs?: number | undefined;
                  /** Days before the decision from which runs count. */
                  readonly withinDays?: number | undefined;
                  /** Distinct days (UTC) with a completed run. */
                  readonly days?: number | undefined;
                  /** Distinct commits of the suite, of unmodified sources. */
                  readonly commits?: number | undefined;
                  /** Share of first attempts that passed, from 0 to 1. */
                  readonly passRatio?: number | undefined;
                  /** The newest completed runs that must all have passed at the first attempt. */
                  readonly lastGreen?: number | undefined;
                  /** Greatest age of the newest completed run, in days. */
                  readonly newestWithinDays?: number | undefined;
                }
              | undefined;
            /** What takes SUPPORTED away. */
            readonly demote?:
              | {
                  /** Failed first attempts from which ratios are looked at. */
                  readonly failures?: number | undefined;
                  /** Length of the short window, in days. */
                  readonly shortDays?: number | undefined;
                  /** Share of failures in the short window, from 0 to 1, above which they are too many. */
                  readonly shortRatio?: number | undefined;
                  /** Length of the long window, in days. */
                  readonly longDays?: number | undefined;
                  /** Share of failures in the long window, from 0 to 1, above which they are too many. */
                  readonly longRatio?: number | undefined;
                  /** Days without a completed run after which a claim is no longer verified. */
                  readonly staleDays?: number | undefined;
                  /** Days between a finding and the edit. */
                  readonly graceDays?: number | undefined;
                }
              | undefined;
            /** Number of failed specs above which a run is an incident of the cluster, and does not count. */
            readonly incidentFailures?: number | undefined;
            /**
             * qualifier: emulated evidence shows as "(emulated: pass)". promote: with emulatedFactor times the
             * runs, days and commits it makes SUPPORTED, and the qualifier shows it.
             */
            readonly emulated?: 'qualifier' | 'promote' | undefined;
            /** How many times the runs, days and commits emulated evidence needs, with emulated: promote. */
            readonly emulatedFactor?: number | undefined;
            /**
             * Whether runs count of whose node nobody probed the architecture, such as those read from JUnit
             * XML.
             */
            readonly unprobedNodes?: 'refuse' | 'accept' | undefined;
          }
        >
      >
    | undefined;
};

/** A document that says what is supported. */
export type StatusDocumentSettings = {
  /** Path of the document, from the folder that holds lanes/. */
  readonly path: string;
  /** How the document is read and edited. */
  readonly format: 'markdown-table' | 'go-map' | 'registry';
  /** Architecture that the whole document is about, in Go’s terms. */
  readonly arch?: string | undefined;
  /** Name of the suite that verifies what the document says; the default one when absent. */
  readonly suite?: string | undefined;
  /**
   * plain: SUPPORTED, SUPPORTED (virtio bus), … user-guide: Supported, support virtio bus, Not
   * supported yet, …
   */
  readonly vocabulary:
    | 'plain'
    | 'user-guide'
    | {
        /** Words that a document has for the status, the first one when we write; {} stands for a qualifier. */
        readonly SUPPORTED: readonly string[];
        /** Words that a document has for the status, the first one when we write; {} stands for a qualifier. */
        readonly PENDING: readonly string[];
        /** Words that a document has for the status, the first one when we write; {} stands for a qualifier. */
        readonly UNSUPPORTED: readonly string[];
        /** Words that a document has for the status, the first one when we write; {} stands for a qualifier. */
        readonly UNVERIFIED: readonly string[];
      };
  /** Go constants of a go-map by architecture, beside amd64: AMD64, arm64: ARM64, s390x: S390X. */
  readonly constants?: Readonly<Record<string, string>> | undefined;
};

/** Settings that say when Prow runs a lane. */
export type LaneProw = {
  /** Build cluster of Prow. */
  readonly cluster?: string | undefined;
  /** How many runs of the job there may be at a time. */
  readonly maxConcurrency?: number | undefined;
  /** Resources of the container, as Kubernetes writes them. */
  readonly resources?:
    | {
        readonly requests?: Readonly<Record<string, string | number>> | undefined;
        readonly limits?: Readonly<Record<string, string | number>> | undefined;
      }
    | undefined;
  /** Labels of the job, such as presets. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Name of a job that runs the same already, to which import prow --check holds the lane. */
  readonly job?: string | undefined;
  /** Times at which the lane runs, on the base branch. */
  readonly periodic?:
    | {
        readonly cron: string;
      }
    | {
        /** A duration in the form of Go: 4h, 30m, 1m30s, 500ms. */
        readonly interval: string;
      }
    | undefined;
  /** When the lane runs on pull requests; on none when absent. */
  readonly presubmit?:
    | {
        /** Whether the lane runs on every pull request. */
        readonly alwaysRun?: boolean | undefined;
        /** Whether a pull request can be merged though the lane failed. */
        readonly optional?: boolean | undefined;
        /** Go regexp: the lane runs only where a changed file matches. */
        readonly runIfChanged?: string | undefined;
        /** Go regexp: the lane does not run where all changed files match. */
        readonly skipIfOnlyChanged?: string | undefined;
      }
    | undefined;
};

/** Settings that all jobs of Prow share. */
export type ProwSettings = {
  /** Build cluster of Prow. */
  readonly cluster?: string | undefined;
  /** How many runs of the job there may be at a time. */
  readonly maxConcurrency?: number | undefined;
  /** Resources of the container, as Kubernetes writes them. */
  readonly resources?:
    | {
        readonly requests?: Readonly<Record<string, string | number>> | undefined;
        readonly limits?: Readonly<Record<string, string | number>> | undefined;
      }
    | undefined;
  /** Labels of the job, such as presets. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Repository on GitHub that the jobs are of, as owner/name. */
  readonly repository: string;
  /** Branch that periodics run on. */
  readonly baseRef: string;
  /** Image of the container: it has Node.js, and what the suites need. */
  readonly image: string;
  /** Command that calls lanekeeper in the container. */
  readonly command: readonly string[];
};

/** Contents of `lanes/features.yaml`. */
export type FeaturesFile = {
  /** How the suite’s source says which feature gates a spec uses. */
  readonly gates?: GateSettings | undefined;
  /** Features by the name that documents use. */
  readonly features: Readonly<Record<string, Feature>>;
};

/** A device or a feature gate, and the specs that verify it. */
export type Feature = {
  readonly kind: 'device' | 'feature-gate' | 'other';
  /** The string by which a gate is enabled, where it differs from its Go constant. */
  readonly gate?: string | undefined;
  /** Other names that documents have for the feature, slips included. */
  readonly aliases?: readonly string[] | undefined;
  /** Aliases that are a slip. */
  readonly misspelt?: readonly string[] | undefined;
  /** Name of the suite that has these specs; the default one when absent. */
  readonly suite?: string | undefined;
  /** Specs that show that the feature works, each of them needed. */
  readonly verifiedBy?: SpecsPattern | undefined;
  /** Specs that touch the feature without showing that it works, such as with its gate disabled. */
  readonly notBy?:
    | readonly {
        /** Label filter in the grammar of Ginkgo. */
        readonly filter?: string | undefined;
        /** Regular expression of Go (RE2) that is found in the spec’s full text. */
        readonly text?: string | undefined;
        /** Spec ids, or [test_id:n] numbers as "test_id:n". */
        readonly specs?: readonly string[] | undefined;
        /** Why a spec that touches the feature does not verify it. */
        readonly because: string;
      }[]
    | undefined;
  /** Why no spec verifies the feature: then it is never promoted. */
  readonly noTest?: string | undefined;
  /** What verifies the feature on an architecture instead, by architecture. */
  readonly arches?: Readonly<Record<string, Verification>> | undefined;
  /**
   * Parts of the feature that a qualifier names, as in "SUPPORTED (virtio bus)" or "Disks (virtio
   * bus)".
   */
  readonly variants?: Readonly<Record<string, Verification>> | undefined;
  /** What shows in the source that a spec exercises the feature, where nobody mapped it. */
  readonly signals?:
    | {
        /**
         * Label filter: specs that it matches exercise the feature. The name of the feature as a label when
         * absent.
         */
        readonly labels?: string | undefined;
        /**
         * Fields that a spec sets and functions that it calls to exercise the feature; Devices.<name> for a
         * device when absent.
         */
        readonly uses?: readonly string[] | undefined;
      }
    | undefined;
  /** What verifies the feature in other suites, by suite. */
  readonly suites?:
    | Readonly<
        Record<
          string,
          {
            /** Specs that show that the feature works, each of them needed. */
            readonly verifiedBy?: SpecsPattern | undefined;
            /** Specs that touch the feature without showing that it works, such as with its gate disabled. */
            readonly notBy?:
              | readonly {
                  /** Label filter in the grammar of Ginkgo. */
                  readonly filter?: string | undefined;
                  /** Regular expression of Go (RE2) that is found in the spec’s full text. */
                  readonly text?: string | undefined;
                  /** Spec ids, or [test_id:n] numbers as "test_id:n". */
                  readonly specs?: readonly string[] | undefined;
                  /** Why a spec that touches the feature does not verify it. */
                  readonly because: string;
                }[]
              | undefined;
            /** Why no spec verifies the feature: then it is never promoted. */
            readonly noTest?: string | undefined;
            /** What verifies the feature on an architecture instead, by architecture. */
            readonly arches?: Readonly<Record<string, Verification>> | undefined;
            /**
             * Parts of the feature that a qualifier names, as in "SUPPORTED (virtio bus)" or "Disks (virtio
             * bus)".
             */
            readonly variants?: Readonly<Record<string, Verification>> | undefined;
          }
        >
      >
    | undefined;
  /** How we know which specs verify the feature. */
  readonly source?: string | undefined;
};

/** Specs that verify a feature, or the reason why none does. */
export type Verification = {
  /** Specs that show that the feature works, each of them needed. */
  readonly verifiedBy?: SpecsPattern | undefined;
  /** Specs that touch the feature without showing that it works, such as with its gate disabled. */
  readonly notBy?:
    | readonly {
        /** Label filter in the grammar of Ginkgo. */
        readonly filter?: string | undefined;
        /** Regular expression of Go (RE2) that is found in the spec’s full text. */
        readonly text?: string | undefined;
        /** Spec ids, or [test_id:n] numbers as "test_id:n". */
        readonly specs?: readonly string[] | undefined;
        /** Why a spec that touches the feature does not verify it. */
        readonly because: string;
      }[]
    | undefined;
  /** Why no spec verifies the feature: then it is never promoted. */
  readonly noTest?: string | undefined;
};

/** Pattern of the specs that are meant. */
export type SpecsPattern = {
  /** Label filter in the grammar of Ginkgo. */
  readonly filter?: string | undefined;
  /** Regular expression of Go (RE2) that is found in the spec’s full text. */
  readonly text?: string | undefined;
  /** Spec ids, or [test_id:n] numbers as "test_id:n". */
  readonly specs?: readonly string[] | undefined;
};

/** Settings that say how source code tells which feature gates a spec uses. */
export type GateSettings = {
  /** Go package whose text constants name the gates. */
  readonly package: string;
  /** Functions that enable the gate that they are given. */
  readonly enable: readonly string[];
  /** Functions that disable the gate that they are given. */
  readonly disable: readonly string[];
  /** Functions that tell whether a gate is enabled: a guard where the spec fails or skips otherwise. */
  readonly query: readonly string[];
  /** Functions that end the spec where a gate is not enabled. */
  readonly require: readonly string[];
  /** The function that names the gates which are enabled for the whole suite: import path, ".", name. */
  readonly suiteWide?: string | undefined;
};
