/** Something that a machine can be started from. All paths absolute. */
export type Image = {
  /** Digest that changes with anything in the image: `sha256:…`. */
  readonly digest: string;
  readonly boot: KernelBoot | DiskBoot;
};

export type KernelBoot = {
  readonly kind: 'kernel';
  readonly kernel: string;
  /** The same kernel with the parts that a PC's firmware starts, where `kernel` is without them. */
  readonly firmwareKernel?: string;
  readonly initrd: string;
  /** Path of our init in the initial RAM file system. */
  readonly init: string;
};

type DiskBoot = {
  readonly kind: 'disk';
  readonly disk: string;
  readonly format: 'qcow2' | 'raw';
  /** Path of the UEFI firmware of this machine's distribution, where it is installed. */
  readonly firmware: string | undefined;
  /** Path of our guest side, which cloud-init starts. */
  readonly agent: string;
};
