import type { V86Cpu } from './v86Types';

/** What the real-time clock shows when a machine starts: 2020-01-01 00:00:00 UTC. */
const RTC_EPOCH_MS = Date.UTC(2020, 0, 1);
const CMOS_DATA_PORT = 0x71;

/**
 * Makes the real-time clock tell guest time. Its model reads the host's `Date` in its timer and when
 * its registers are written; for the length of just these calls, which are synchronous, `Date` is one
 * that tells guest time.
 */
export function giveGuestTime(cpu: V86Cpu, guestMs: () => number): void {
  const now = (): number => RTC_EPOCH_MS + Math.floor(guestMs());
  const HostDate = Date;
  class GuestDate extends HostDate {
    constructor(...parts: readonly number[]) {
      super(...((parts.length === 0 ? [now()] : parts) as [number]));
    }

    static override now(): number {
      return now();
    }
  }
  const inGuestTime = <T>(call: () => T): T => {
    const before = globalThis.Date;
    globalThis.Date = GuestDate as DateConstructor;
    try {
      return call();
    } finally {
      globalThis.Date = before;
    }
  };

  const rtc = cpu.devices.rtc;
  rtc.rtc_time = now();
  rtc.last_update = now();
  const timer = rtc.timer.bind(rtc);
  rtc.timer = (time) => inGuestTime(() => timer(time));
  const port = cpu.io.ports[CMOS_DATA_PORT];
  const write = port.write8.bind(rtc);
  port.write8 = (value) => inGuestTime(() => write(value));
}
