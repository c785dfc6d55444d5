/** One sentence for each code of the server, for languages other than that of the server's own sentences. */
export default {
  request: {
    invalid: 'The request is not valid.',
    'too-large': 'The request is too large.',
    'unsupported-media-type': 'The media type is not supported.',
    'rate-limited': 'Too many requests.',
    misdirected: 'Not a name of this server.',
    aborted: 'The caller hung up.',
  },
  limit: {
    requests: 'The answers of the day are used up.',
    tokens: 'The tokens of the day are used up.',
    streams: 'Too many open event streams.',
    registrations: 'Too many new accounts.',
    parallel: 'Too many answers at a time.',
  },
  route: {
    'not-found': 'No such route.',
  },
  auth: {
    required: 'Sign in first.',
    'invalid-token': 'The token is not valid.',
    'invalid-key': 'The API key is not valid.',
    'wrong-credentials': 'Wrong user name or password.',
    'conflicting-credentials': 'Two different credentials.',
    'account-inactive': 'The account is deactivated.',
    'account-pending': 'The account waits for approval.',
    'registration-closed': 'Registration is closed.',
    forbidden: 'Not permitted.',
    'too-many-attempts': 'Too many attempts.',
    busy: 'Too many sign in at once.',
    'weak-password': 'The password is too weak.',
    'confirm-required': 'Confirm your password first.',
    'wrong-code': 'Wrong code.',
    'challenge-ended': 'The sign-in has ended.',
    'passkey-refused': 'The passkey was not accepted.',
    'passkeys-unavailable': 'Passkeys cannot be used at this address.',
    'second-factor-required': 'Set up a second factor first.',
    'second-factor-unreadable': 'The authenticator app cannot be checked.',
    'second-factor-missing': 'No second factor is set up.',
    'cross-site': 'The request came from another site.',
    'link-invalid': 'The link does not work.',
  },
  invite: {
    'not-found': 'No such invitation.',
  },
  user: {
    'not-found': 'No such user.',
    exists: 'The name or e-mail is taken.',
    'last-admin': 'The last active admin.',
    'self-lockout': 'You would lock yourself out.',
  },
  passkey: {
    'not-found': 'No such passkey.',
    exists: 'The passkey is registered already.',
  },
  session: {
    'not-found': 'No such session.',
  },
  thread: {
    'not-found': 'No such thread.',
  },
  message: {
    'not-found': 'No such message.',
    complete: 'The answer is complete.',
  },
  queued: {
    'not-found': 'No such waiting message.',
    full: 'Too many messages wait.',
  },
  preset: {
    'not-found': 'No such preset.',
    exists: 'A preset of that name exists.',
  },
  pin: {
    'not-found': 'No such pinned answer.',
    personal: 'The answer cannot be pinned.',
  },
  import: {
    'unknown-format': 'The file is no chat export.',
  },
  response: {
    'not-found': 'No such response.',
  },
  run: {
    'not-found': 'No such run.',
    conflict: 'The same message id was used for something else.',
    active: 'The thread is still answering.',
    interrupted: 'The server was stopped.',
  },
  prompt: {
    'too-long': 'The prompt is too long.',
  },
  model: {
    unavailable: 'The model is not available.',
    'not-found': 'No such model.',
    exists: 'The model exists already.',
    'is-default': 'The default model.',
    'in-use': 'The model is in use.',
    'not-pulled': 'The backend does not have the model.',
  },
  pull: {
    'not-found': 'No such download.',
    active: 'The model is being downloaded.',
    cancelled: 'The download was cancelled.',
    interrupted: 'The download was interrupted.',
    'disk-full': 'There is not enough room on the disk.',
    'source-refused': 'The address is not permitted.',
    'source-failed': 'The file could not be fetched.',
    'wrong-checksum': 'The file is not what it should be.',
    'not-a-model': 'The file is no model.',
  },
  key: {
    'not-found': 'No such API key.',
  },
  llm: {
    unavailable: 'The language model backend is out of reach.',
    busy: 'The language model backend is busy.',
    failed: 'The language model backend failed.',
    'ended-early': 'The answer ended early.',
    rejected: 'The backend refused the request.',
    'context-exceeded': 'The conversation does not fit into the context.',
    unsupported: 'The model cannot do this.',
    'out-of-memory': 'The model does not fit into memory.',
  },
  sql: {
    error: 'The query failed.',
    'reason-required': 'The statement needs a reason.',
    unavailable: 'The SQL console is not available.',
    'not-running': 'No such query is running.',
    'not-found': 'No such saved query.',
    'write-disabled': 'The write mode is not configured.',
    'write-closed': 'The write mode is not open.',
    everything: 'The statement would change every row.',
  },
  backup: {
    invalid: 'The file is no backup that can be restored.',
    'reason-required': 'A backup or a restore needs a reason.',
    'other-version': 'The backup is of another version.',
  },
  setting: {
    unknown: 'No such setting.',
  },
  server: {
    stopping: 'The server is stopping.',
  },
  cache: {
    unavailable: 'The shared cache is out of reach.',
  },
  database: {
    unavailable: 'The database is out of reach.',
    full: 'The disk of the database is full.',
    'too-slow': 'The database took too long.',
  },
  internal: {
    error: 'Something went wrong on the server.',
  },
} as const;
