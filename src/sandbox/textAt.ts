import { member, type Json } from '../model/json';

/** The text under a key, or a number as text; empty where there is neither. */
export function textAt(from: Json | undefined, key: string): string {
  const value = member(from, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
