import { ParseUUIDPipe, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { DECORATORS } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { DomainError, type FieldError } from '../errors/domain-error.js';
import { isStorable } from '../sanitize-for-postgres.js';

/** Errors that one reply lists; more would only be noise. */
const MOST_ERRORS = 20;

/** Adds the field errors of a validator's tree to the list, until it is full. */
function flatten(errors: ValidationError[], path = '', list: FieldError[] = []): FieldError[] {
  for (const { property, constraints, children } of errors) {
    if (list.length >= MOST_ERRORS) break;
    const pointer = `${path}/${escaped(property)}`;
    const [message] = Object.values(constraints ?? {});
    if (message !== undefined) list.push({ pointer, message: phrase(message, property) });
    flatten(children ?? [], pointer, list);
  }
  return list;
}

/** The validator's default messages begin with the field name, which the pointer already gives. */
const phrase = (message: string, property: string): string =>
  /should not exist/.test(message)
    ? 'is not a known field'
    : message.startsWith(`${property} `)
      ? message.slice(property.length + 1)
      : message;

function refuse(errors: FieldError[]): DomainError {
  const { pointer, message } = errors[0] ?? { pointer: '', message: 'is not valid' };
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new DomainError('request.invalid', `${pointer.slice(1) || 'The body'} ${message}${more}.`, { errors });
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Fields of one object of a DTO. The transformer compares each of them with every other one. */
const MOST_FIELDS = 1_000;

/** Adds what no DTO can take to the list: texts that the database cannot store, and objects with too many fields. */
function untakable(value: unknown, pointer = '', list: FieldError[] = []): FieldError[] {
  if (typeof value === 'string') {
    if (!isStorable(value)) list.push({ pointer, message: 'must contain neither NUL nor half of a surrogate pair' });
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (!Array.isArray(value) && entries.length > MOST_FIELDS)
      list.push({ pointer, message: `has more than ${MOST_FIELDS} fields` });
    else
      for (const [name, part] of entries) {
        if (list.length >= MOST_ERRORS) break;
        const place = `${pointer}/${escaped(name)}`;
        // The validator takes what every object inherits, such as `toString`, for a field of the DTO.
        if (name in Object.prototype) list.push({ pointer: place, message: 'is not a known field' });
        else untakable(part, place, list);
      }
  }
  return list;
}

/** Whether a value is an instance of a documented class; a streamed body, for example, is none. */
const isDto = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Reflect.hasMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, value);

/**
 * Deletes fields that are `null`, which typed clients send for "not given", so that defaults apply. Where `null` has a
 * meaning of its own, the field is documented as `nullable`.
 */
function dropNulls(dto: object): void {
  for (const [name, value] of Object.entries(dto) as [keyof typeof dto, unknown][]) {
    if (isDto(value)) dropNulls(value);
    if (value !== null) continue;
    const documented = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, dto, name) as
      { nullable?: boolean } | undefined;
    if (!documented?.nullable) delete dto[name];
  }
}

/** Not for bodies that a handler parses itself: text that is only passed on may contain any character. */
class FieldsPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.metatype && this.toValidate(metadata) && metadata.metatype !== Object) {
      const isObject = value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
      const errors = isObject ? untakable(value) : [{ pointer: '', message: 'must be a JSON object' }];
      if (errors.length > 0) throw refuse(errors);
    }
    const transformed: unknown = await super.transform(value, metadata);
    if (metadata.type === 'body' && isDto(transformed)) dropNulls(transformed);
    return transformed;
  }
}

/**
 * Validates bodies and queries against their DTO. Unknown fields are rejected, so that a typing error is not silently
 * ignored.
 */
export const validationPipe = (): ValidationPipe =>
  new FieldsPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => refuse(flatten(errors)),
  });

/** May be absent, but not `null`. */
export const OptionalNotNull = () => ValidateIf((_, value) => value !== undefined);

/** An id in a path that is not a UUID counts as unknown. */
export class IdPipe extends ParseUUIDPipe {
  constructor() {
    super({ exceptionFactory: () => refuse([{ pointer: '/id', message: 'must be a UUID' }]) });
  }
}
