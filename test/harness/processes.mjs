/** Ctrl+C and its like end this process by `exit`, so that what it started is ended by its `exit` listeners. */
export function endWithSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
}
