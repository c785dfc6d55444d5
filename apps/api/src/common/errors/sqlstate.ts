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

/** SQLSTATEs with which PostgreSQL ends a session, and what Node says of a connection that has ended. */
const SESSION_ENDED = /^(57P0[1-5]|25P0[34]|ECONNRESET|EPIPE)$/;

/**
 * Whether the connection of a statement ended: the next statement gets another one, and may well succeed. That a new
 * connection cannot be made is another failure.
 */
export function isSessionEnded(error: unknown): boolean {
  const { code = '', message = '' } = causeOf(error) ?? {};
  return SESSION_ENDED.test(code) || /Connection terminated|is not queryable/.test(message);
}
