// Numbers, times, ids and sizes as people read them; every function is pure and has its units in its name or its text.

const MINUS = "−";

/** A number with as many digits as it deserves: 0.0912, 3.14, 512, 12,048, 3.2e−6. */
export function number(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  if (digits === undefined && size > 0 && (size < 1e-3 || size >= 1e9)) {
    const [mantissa = "", exponent = ""] = size.toExponential(1).split("e");
    return `${value < 0 ? MINUS : ""}${mantissa.replace(/\.0$/, "")}e${exponent.replace("+", "").replace("-", MINUS)}`;
  }
  const places = digits ?? (Number.isInteger(value) ? 0 : size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  const written = size.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  return value < 0 && /[1-9]/.test(written) ? MINUS + written : written;
}

/** A difference with its sign: +0.04, −1.2, 0.00. */
export function signed(value: number, digits?: number): string {
  const written = number(value, digits);
  return value > 0 && /[1-9∞]/.test(written) ? `+${written}` : written;
}

/** A share as per cent, whole unless that would hide it: 62 %, 0.4 %. */
export function percent(share: number): string {
  const value = share * 100;
  return `${number(value, value !== 0 && Math.abs(value) < 1 ? 1 : 0)} %`;
}

const BYTES = ["B", "kB", "MB", "GB", "TB"];

/** Bytes in decimal units: 1.2 GB. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < BYTES.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTES[unit]}`;
}

/** Whole counts shortened beyond ten thousand: 9,812, 12.4k, 3.1M, 7.2B. */
export function count(value: number): string {
  if (Math.abs(value) < 10_000) return number(Math.round(value));
  for (const [limit, unit] of [
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (Math.abs(value) >= limit) return `${number(value / limit, Math.abs(value) >= 100 * limit ? 0 : 1)}${unit}`;
  }
  return number(value);
}

/** How long something took: 0.4 s, 12 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${number(seconds, seconds > 0 && seconds < 9.95 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor((whole % 86_400) / 3600), "h"],
    [Math.floor((whole % 3600) / 60), "min"],
    [whole % 60, "s"],
  ];
  const first = parts.findIndex(([size]) => size > 0);
  return parts
    .slice(first, first + 2)
    .filter(([size]) => size > 0)
    .map(([size, unit]) => `${size} ${unit}`)
    .join(" ");
}

/** How far a moment is from now: just now, 3 min ago, in 2 h, 4 d ago. */
export function ago(moment: Date, now: Date): string {
  const seconds = (now.getTime() - moment.getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 10) return "just now";
  const [amount, unit] =
    size < 60
      ? [size, "s"]
      : size < 3600
        ? [size / 60, "min"]
        : size < 86_400
          ? [size / 3600, "h"]
          : size < 86_400 * 60
            ? [size / 86_400, "d"]
            : size < 86_400 * 730
              ? [size / (86_400 * 30.44), "mo"]
              : [size / (86_400 * 365.25), "y"];
  return seconds > 0 ? `${Math.floor(amount)} ${unit} ago` : `in ${Math.floor(amount)} ${unit}`;
}

/** The moment in full, local time with its offset: 2026-03-09 14:02:11 +01:00. */
export function moment(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const offset = -date.getTimezoneOffset();
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const zone = `${offset < 0 ? MINUS : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${day} ${time} ${zone}`;
}

/** An id that fits a cell: its kind and its last six characters, as the first ones are the time. `run_0198…4f2c1a` */
export function shortId(id: string): string {
  const [, kind = "", rest = ""] = /^([a-z]+_)?(.*)$/s.exec(id) ?? [];
  return rest.length <= 10 ? id : `${kind}${rest.slice(-6)}`;
}

/** A field's name in words: `learning_rate` is Learning rate. */
export function words(name: string): string {
  const text = name.replaceAll("_", " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
