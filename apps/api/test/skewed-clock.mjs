/** Loaded before a server: the time of day is this many milliseconds off. `performance.now()` is as it was. */
const skew = Number(process.env.CLOCK_SKEW_MS);
const now = Date.now;

globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now() + skew], newTarget),
  apply: (target) => new target(now() + skew).toString(),
  get: (target, name) => (name === 'now' ? () => now() + skew : Reflect.get(target, name)),
});
