/** Loaded before a worker: its clock is wrong by FAULT_CLOCK_MS from its first moment on. */
const SHIFT_MS = Number(process.env.FAULT_CLOCK_MS ?? 0);
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [RealDate.now() + SHIFT_MS], newTarget),
  apply: () => new RealDate(RealDate.now() + SHIFT_MS).toString(),
  get: (target, name) => (name === "now" ? () => RealDate.now() + SHIFT_MS : Reflect.get(target, name)),
});
