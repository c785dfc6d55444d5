import { QueryFailedError } from 'typeorm';

/** What the driver says of a failure: PostgreSQL's SQLSTATE, or Node's code of a broken connection. */
export const causeOf = (error: unknown): { code?: string; message?: string } | undefined =>
  (error instanceof QueryFailedError ? error.driverError : error) as { code?: string; message?: string } | undefined;

/** SQLSTATE classes of values that no second attempt can make right: wrong data, a broken constraint. */
const REFUSED_DATA = /^2[23]...$/;

/** Whether PostgreSQL refused the rows themselves; nothing of the statement was written. */
export const isRefusedData = (error: unknown): boolean => REFUSED_DATA.test(causeOf(error)?.code ?? '');
