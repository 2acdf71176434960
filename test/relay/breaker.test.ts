// The breaker: a stall costs one request its deadline, and the others nothing.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Breaker, BreakerOpen } from '../../edge/storage/breaker.ts';

const DEADLINE = 1_500;
const never = () => new Promise<string>(() => {});
const answers = async () => 'it';

describe('a breaker', () => {
  let probes: Promise<void>[];
  let lines: string[];
  let breaker: Breaker;
  const keep = (probe: Promise<void>) => void probes.push(probe);
  const call = (work: () => Promise<string>) => breaker.call(work, keep);
  beforeEach(() => {
    vi.useFakeTimers();
    probes = [];
    lines = [];
    breaker = new Breaker({ name: 'D1', deadline: DEADLINE, rest: [1_000, 2_000], log: (line) => lines.push(line) });
    return () => vi.useRealTimers();
  });
  /** Lets one request run into the deadline. */
  async function trip(): Promise<void> {
    const failed = expect(call(never)).rejects.toThrow('D1 took longer than 1500 ms');
    await vi.advanceTimersByTimeAsync(DEADLINE);
    await failed;
  }

  test('lets everything through while it is answered in time', async () => {
    const late = call(() => new Promise((resolve) => setTimeout(resolve, DEADLINE - 1, 'late')));
    await vi.advanceTimersByTimeAsync(DEADLINE - 1);
    expect(await late).toBe('late');
    expect([breaker.openFor, lines]).toEqual([undefined, []]);
  });

  test('passes failures on that come at once, and stays as it is', async () => {
    for (let i = 0; i < 3; i++)
      await expect(call(() => Promise.reject(new Error('broken rows')))).rejects.toThrow('broken rows');
    expect(await call(answers)).toBe('it');
  });

  test('after one deadline refuses at once, without asking', async () => {
    await trip();
    const work = vi.fn(answers);
    for (let i = 0; i < 5; i++) await expect(call(work)).rejects.toThrow(BreakerOpen);
    expect(work).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(400);
    expect(breaker.openFor).toBe(400);
    expect(lines).toEqual(['D1 took longer than 1500 ms: requests go on without it']);
  });

  test('tries once a while in the background, and the request that tries does not wait', async () => {
    await trip();
    await vi.advanceTimersByTimeAsync(1_000);
    const work = vi.fn(never);
    for (let i = 0; i < 5; i++) await expect(call(work)).rejects.toThrow(BreakerOpen);
    expect([work.mock.calls.length, probes.length]).toEqual([1, 1]);
    // It fails, so the next one comes two seconds after that.
    await vi.advanceTimersByTimeAsync(DEADLINE + 1_999);
    await expect(call(work)).rejects.toThrow(BreakerOpen);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    await expect(call(work)).rejects.toThrow(BreakerOpen);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('closes once a try is answered', async () => {
    await trip();
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(call(answers)).rejects.toThrow(BreakerOpen);
    await Promise.all(probes);
    expect(breaker.openFor).toBeUndefined();
    expect(await call(answers)).toBe('it');
    expect(lines.at(-1)).toBe('D1 answers again after 1000 ms');
  });

  test('stays open where a try fails at once', async () => {
    await trip();
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(call(() => Promise.reject(new Error('down')))).rejects.toThrow(BreakerOpen);
    await Promise.all(probes);
    await vi.advanceTimersByTimeAsync(1_999);
    await expect(call(answers)).rejects.toThrow(BreakerOpen);
    expect(probes).toHaveLength(1);
  });

  test('tries again although a try was never heard of again', async () => {
    await trip();
    await vi.advanceTimersByTimeAsync(1_000);
    // Its request is gone, and its timer with it.
    const timer = vi.spyOn(globalThis, 'setTimeout').mockReturnValue(0 as never);
    await expect(call(never)).rejects.toThrow(BreakerOpen);
    timer.mockRestore();
    await vi.advanceTimersByTimeAsync(DEADLINE + 2_000);
    await expect(call(answers)).rejects.toThrow(BreakerOpen);
    expect(probes).toHaveLength(2);
  });

  test('a minute of stall makes one visitor in the minute wait', async () => {
    await trip();
    let waited = 0;
    for (let ms = 0; ms < 60_000; ms += 100) {
      const before = Date.now();
      await expect(call(never)).rejects.toThrow(BreakerOpen);
      waited += Date.now() - before;
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(waited).toBe(0);
    expect(probes.length).toBeLessThanOrEqual(18);
  });
});
