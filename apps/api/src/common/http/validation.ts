import { ParseUUIDPipe, ValidationPipe, type ValidationError } from '@nestjs/common';
import { DomainError, type FieldError } from '../errors/domain-error.js';

function flatten(errors: ValidationError[], path = ''): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const pointer = `${path}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.values(constraints ?? {}).map((message) => ({ pointer, message: phrase(message, property) }));
    return [...own.slice(0, 1), ...flatten(children ?? [], pointer)];
  });
}

/** The validator's default messages begin with the name of the field; the pointer says that already. */
const phrase = (message: string, property: string): string =>
  /should not exist/.test(message) ? 'is not a known field' : message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;

function refuse(errors: FieldError[]): DomainError {
  const { pointer, message } = errors[0] ?? { pointer: '', message: 'is not valid' };
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new DomainError('request.invalid', `${pointer.slice(1) || 'The body'} ${message}${more}.`, { errors });
}

/** Bodies and queries are checked against their DTO; unknown fields are refused, so that a typing error is not silently ignored. */
export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => refuse(flatten(errors)),
  });

/** An id in a path that is no UUID names nothing. */
export class IdPipe extends ParseUUIDPipe {
  constructor() {
    super({ exceptionFactory: () => refuse([{ pointer: '/id', message: 'must be a UUID' }]) });
  }
}
