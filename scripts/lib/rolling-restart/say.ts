/** Tells the person at the terminal what happens now, one line. */
export function say(message: string): void {
  process.stdout.write(`rolling-restart: ${message}\n`);
}
