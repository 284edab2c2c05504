// Moments and spans as the phone's owner reads them.

export const hour = (ms: number): string => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

export const shortHour = (ms: number): string => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

export function span(seconds: number): string {
  const whole = Math.abs(Math.round(seconds));
  const rest = `${whole % 60}`.padStart(2, "0");
  return `${seconds < 0 ? "-" : ""}${Math.floor(whole / 60)}:${rest}`;
}
