import { DomainError } from '../../../common/errors/domain-error.js';

/** Reads foreign JSON field by field: ignores unknown fields, and rejects known ones of a wrong type by name. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param path of the field as OpenAI names it in `param`, e.g. `messages.0.content` */
export function refuse(path: string, message: string): DomainError {
  return new DomainError('request.invalid', `${path} ${message}.`, {
    errors: [{ pointer: `/${path.replaceAll('.', '/')}`, message }],
  });
}

/** @returns undefined for an absent field or `null` */
export function optional<T>(body: Json, name: string, is: (value: unknown) => value is T, kind: string): T | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw refuse(name, `must be ${kind}`);
  return value;
}

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isInteger = (value: unknown): value is number => Number.isInteger(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

/** The body itself. */
export function bodyOf(body: unknown): Json {
  if (!isObject(body)) throw new DomainError('request.invalid', 'The body must be a JSON object.');
  return body;
}

/** A field that must be a text, of an object at this path. */
export function textAt(holder: Json, name: string, at: string): string {
  const value = holder[name];
  if (!isText(value)) throw refuse(`${at}.${name}`, 'must be a text');
  return value;
}

/** A required field. */
export function required(body: Json, name: string): string {
  const value = body[name];
  if (!isText(value) || value === '') throw refuse(name, 'must be a text that is not empty');
  return value;
}
