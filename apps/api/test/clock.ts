import { setTimeout } from 'node:timers/promises';

const TURN_MS = { minute: 60_000, day: 86_400_000 };

/**
 * Runs what is true only within one minute or one day (UTC), such as a limit per minute. When it fails and the minute
 * or the day has turned meanwhile, it runs again: the body makes everything it counts itself.
 * @throws whatever the body throws, if nothing turned while it ran
 */
export async function withinOne(unit: keyof typeof TURN_MS, body: () => Promise<void>): Promise<void> {
  const current = () => Math.floor(Date.now() / TURN_MS[unit]);
  for (;;) {
    const began = current();
    try {
      return await body();
    } catch (error) {
      if (current() === began) throw error;
    }
  }
}

/** Waits for something that another process or another part of the server does in its own time, without an event. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}
