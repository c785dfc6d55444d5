import type { KeyLimits } from './key-limits.js';
import type { KeyScope, Role } from './roles.js';

/** Who a request speaks for, whichever credential it carried. All rules are about this, none about the credential. */
export interface Principal {
  userId: string;
  username: string;
  /** The role as the database has it now, never as a token claims it. */
  role: Role;
  /** Signed in by password: the session. */
  sessionId?: string;
  /** Came with an API key. */
  key?: {
    id: string;
    scopes: KeyScope[];
    /** Models the key is bound to; empty: all that the owner may use. */
    modelIds: string[];
    limits: KeyLimits;
  };
}
