const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type SignalName = (typeof SIGNALS)[number];

let handle: (signal: SignalName) => void = () => process.exit(130);

/** Has a signal end us with exit code 130 from now on, by way of the `exit` handlers that clean up. */
export function listenToSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => handle(signal));
}

/** Has signals go to `handler` while `use` runs. */
export async function withSignalHandler<T>(
  handler: (signal: SignalName) => void,
  use: () => Promise<T>,
): Promise<T> {
  const before = handle;
  handle = handler;
  try {
    return await use();
  } finally {
    handle = before;
  }
}
