import {
  ParseUUIDPipe,
  ValidationPipe,
  type ArgumentMetadata,
  type ValidationError,
  type ValidationPipeOptions,
} from '@nestjs/common';
import { DECORATORS } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { DomainError, type FieldError } from '../errors/domain-error.js';
import { isStorable } from '../sanitize-for-postgres.js';

/** A class with its constructor's parameters left open. */
type Class = new (...parameters: never[]) => unknown;

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

/** What a DTO's field documents of itself. */
interface DocumentedField {
  required?: boolean;
  nullable?: boolean;
  type?: unknown;
}

const fieldOf = (dto: Class, name: string): DocumentedField | undefined =>
  Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, dto.prototype as object, name) as DocumentedField | undefined;

/** The documented class of a field that holds another DTO, or several; `undefined` for any other field. */
function nestedDto({ type }: DocumentedField): Class | undefined {
  const [one] = [type].flat();
  return typeof one === 'function' && isDto(one as Class) ? (one as Class) : undefined;
}

/** Whether a class documents fields; a streamed body, for example, has none. */
const isDto = (type: Class): boolean =>
  typeof type.prototype === 'object' &&
  Reflect.hasMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, type.prototype as object);

/**
 * A copy of a body without the optional fields that are `null`, which typed clients send for "not given": to the rest
 * of the server they are absent, whatever their validators say. Where `null` has a meaning of its own, the field is
 * documented as `nullable`; a required field keeps it and is refused.
 */
function withoutUngiven(value: unknown, dto: Class): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUngiven(item, dto));
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([name, field]) => {
    const documented = field === null ? fieldOf(dto, name) : undefined;
    return !documented || documented.required !== false || documented.nullable === true;
  });
  return Object.fromEntries(
    given.map(([name, field]) => {
      const documented = fieldOf(dto, name);
      const nested = documented && nestedDto(documented);
      return [name, nested ? withoutUngiven(field, nested) : field];
    }),
  );
}

/** Not for bodies that a handler parses itself: text that is only passed on may contain any character. */
class FieldsPipe extends ValidationPipe {
  override async transform(value: unknown, given: ArgumentMetadata): Promise<unknown> {
    const metadata = this.expectedType ? { ...given, metatype: this.expectedType } : given;
    if (metadata.metatype && this.toValidate(metadata) && metadata.metatype !== Object) {
      const isObject = value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
      const errors = isObject ? untakable(value) : [{ pointer: '', message: 'must be a JSON object' }];
      if (errors.length > 0) throw refuse(errors);
    }
    const isBody = metadata.type === 'body' && metadata.metatype && isDto(metadata.metatype as Class);
    return super.transform(isBody ? withoutUngiven(value, metadata.metatype as Class) : value, metadata);
  }
}

const RULES = {
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  exceptionFactory: (errors: ValidationError[]) => refuse(flatten(errors)),
} satisfies ValidationPipeOptions;

/**
 * Validates bodies and queries against their DTO. Unknown fields are rejected, so that a typing error is not silently
 * ignored.
 */
export const validationPipe = (): ValidationPipe => new FieldsPipe(RULES);

/**
 * For a body of a protocol that others extend: fields that the DTO does not know are left out. The parameter's own type
 * must be no class, or the pipe of all routes refuses them first.
 */
export const tolerantPipe = (dto: new () => unknown): ValidationPipe =>
  new FieldsPipe({ ...RULES, forbidNonWhitelisted: false, expectedType: dto });

/** An id in a path that is not a UUID counts as unknown. */
export class IdPipe extends ParseUUIDPipe {
  constructor() {
    super({ exceptionFactory: () => refuse([{ pointer: '/id', message: 'must be a UUID' }]) });
  }
}

/** Property decorator: a day of the calendar, such as 2027-01-31. */
export const IsDay = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDay',
    validator: { validate: isDay, defaultMessage: () => 'must be a day such as 2027-01-31' },
  });

/** Whether the calendar has it, and PostgreSQL: there is no year 0. */
const isDay = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^(?!0000)\d{4}-\d\d-\d\d$/.test(value) &&
  new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value) === true;
