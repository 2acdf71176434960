// A chart of bars by day, drawn as SVG on the server: the whole, and the part of it that rails led to. Its colours are those of
// the style sheet, so that it is readable in light and dark.

const [WIDTH, HEIGHT] = [960, 240];
/** The space of the labels. */
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 20, 12, 28];
/** The most days that have a label. */
const MOST_LABELS = 10;
/** The share of a day's width that its bar has. */
const BAR = 0.7;

export interface Bar {
  /** `2026-12-01` */
  day: string;
  whole: number;
  part: number;
}

/** The values of the horizontal lines: 0 and up to five round numbers, the last one at least `most`. */
export function ticksUpTo(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((round) => round * power).find((one) => one >= rough * (1 - 1e-9))!;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, nth) => Number((nth * step).toPrecision(12)));
}

const dayLabel = (day: string) =>
  new Date(`${day}T00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** @param name what a screen reader says */
export function BarChart({ name, bars, whole }: { name: string; bars: readonly Bar[]; whole?: boolean }) {
  // Whole things have whole ticks.
  const ticks = ticksUpTo(Math.max(...bars.map((bar) => bar.whole), 0)).filter(
    (tick) => !whole || Number.isInteger(tick),
  );
  const top = ticks.at(-1)!;
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const step = (WIDTH - LEFT - RIGHT) / bars.length;
  const every = Math.ceil(bars.length / MOST_LABELS);
  const rectangle = (kind: string, nth: number, value: number) =>
    value > 0 && (
      <rect
        class={kind}
        x={(LEFT + (nth + (1 - BAR) / 2) * step).toFixed(1)}
        y={y(value).toFixed(1)}
        width={(BAR * step).toFixed(1)}
        height={(y(0) - y(value)).toFixed(1)}
      />
    );
  return (
    <section class="scrolls chart" tabindex={0} aria-label={name}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${name}. The table below has the numbers.`}>
        {ticks.map((tick) => (
          <>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick).toFixed(1)} y2={y(tick).toFixed(1)} />
            <text x={LEFT - 8} y={(y(tick) + 4).toFixed(1)} text-anchor="end">
              {tick.toLocaleString('en')}
            </text>
          </>
        ))}
        {bars.map(({ day, whole, part }, nth) => (
          <>
            {rectangle('whole', nth, whole)}
            {rectangle('part', nth, part)}
            {(bars.length - 1 - nth) % every === 0 && (
              <text x={(LEFT + (nth + 0.5) * step).toFixed(1)} y={HEIGHT - 8} text-anchor="middle">
                {dayLabel(day)}
              </text>
            )}
          </>
        ))}
      </svg>
    </section>
  );
}
