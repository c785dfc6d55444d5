import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, ValidateBy } from 'class-validator';

// The fields of a body that hold a password. Their length is that of the normalised text, which is what is hashed.

const LONGEST = 128;

/**
 * The form of a password that is judged, hashed and compared: keyboards and systems write the same letter as one
 * character or as two, and as a password it is one.
 */
export const normalizePassword = (password: string): string => password.normalize('NFC');

/** Compares the length of the normalised password, in characters. */
const Length = (name: string, fits: (length: number) => boolean, message: string) =>
  ValidateBy({
    name,
    validator: {
      validate: (value) => typeof value === 'string' && fits(normalizePassword(value).length),
      defaultMessage: () => message,
    },
  });

const NotTooLong = () =>
  Length('maxPasswordLength', (length) => length <= LONGEST, `must have at most ${LONGEST} characters`);

/** A password that is set. */
export const NewPassword = () =>
  applyDecorators(
    ApiProperty({ example: 'a long sentence you remember', minLength: 8, maxLength: LONGEST }),
    IsString(),
    Length('minPasswordLength', (length) => length >= 8, 'must have at least 8 characters'),
    NotTooLong(),
  );

/** A password that is compared with the one that was set. */
export const GivenPassword = (docs: { description?: string; example?: string } = {}) =>
  applyDecorators(ApiProperty(docs), IsString(), IsNotEmpty({ message: 'must not be empty' }), NotTooLong());
