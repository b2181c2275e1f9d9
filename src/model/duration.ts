import { message, type Message } from './message';

/** A length of time in plain words, at most two units: `1 h`, `1 h 30 min`, `90 s` is `1 min 30 s`. */
export function duration(seconds: number): Message {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  if (days > 0) return hours > 0 ? message('{0} d {1} h', days, hours) : message('{0} d', days);
  if (hours > 0) return minutes > 0 ? message('{0} h {1} min', hours, minutes) : message('{0} h', hours);
  if (minutes > 0) return rest > 0 ? message('{0} min {1} s', minutes, rest) : message('{0} min', minutes);
  return message('{0} s', rest);
}
