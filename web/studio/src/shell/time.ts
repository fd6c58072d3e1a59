const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago something was, as people say it. */
export function ago(time: string, now: number): string {
  const seconds = Math.round((Date.parse(time) - now) / 1_000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  return step ? words.format(Math.round(seconds / step[1]), step[0]) : "just now";
}
