const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type Signal = (typeof SIGNALS)[number];

let handle: (signal: Signal) => void = () => process.exit(130);

/** From now on a signal ends us with 130, by way of the `exit` handlers that clean up. */
export function listenToSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => handle(signal));
}

/** While `use` runs, signals go to `handler` instead. */
export async function withSignalHandler<T>(
  handler: (signal: Signal) => void,
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
