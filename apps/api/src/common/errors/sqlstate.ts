interface DriverError {
  code?: string;
  message?: string;
  /** The broken constraint, if one was. */
  constraint?: string;
}

/** What the driver says of a failure: PostgreSQL's SQLSTATE, or Node's code of a broken connection. */
export const causeOf = (error: unknown): DriverError | undefined =>
  (error as { driverError?: DriverError } | undefined)?.driverError ?? (error as DriverError | undefined);

/** SQLSTATE classes that no second attempt can make right: wrong data, a broken constraint, a limit of the program. */
const REFUSED_DATA = /^(2[23]|54)...$/;

/** Whether PostgreSQL refused the rows themselves; nothing of the statement was written. */
export const isRefusedData = (error: unknown): boolean => REFUSED_DATA.test(causeOf(error)?.code ?? '');
