import { ParseUUIDPipe, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { ValidateIf } from 'class-validator';
import { DomainError, type FieldError } from '../errors/domain-error.js';
import { isStorable } from '../sanitize-for-postgres.js';

function flatten(errors: ValidationError[], path = ''): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const pointer = `${path}/${escaped(property)}`;
    const own = Object.values(constraints ?? {}).map((message) => ({ pointer, message: phrase(message, property) }));
    return [...own.slice(0, 1), ...flatten(children ?? [], pointer)];
  });
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

/** Rejects texts that the database cannot store. */
function unstorable(value: unknown, pointer = ''): FieldError[] {
  if (typeof value === 'string')
    return isStorable(value) ? [] : [{ pointer, message: 'must contain neither NUL nor half of a surrogate pair' }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => unstorable(part, `${pointer}/${escaped(name)}`));
}

const MOST_ERRORS = 20;

/** Not for bodies that a handler parses itself: text that is only passed on may contain any character. */
class FieldsPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.metatype && this.toValidate(metadata) && metadata.metatype !== Object) {
      const errors = unstorable(value);
      if (errors.length > 0) throw refuse(errors.slice(0, MOST_ERRORS));
    }
    return super.transform(value, metadata);
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
