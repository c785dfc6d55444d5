import type { GroupRights } from './group-rights.js';
import type { KeyLimits } from './key-limits.js';
import type { KeyScope, Role } from './roles.js';

/**
 * Who a request acts for, whichever credential it carried. Every rule is about the principal, none about the
 * credential.
 */
export interface Principal {
  userId: string;
  username: string;
  /** The role that the database has now; a token's claim does not count. */
  role: Role;
  /** What the person's groups allow now. */
  groups: GroupRights;
  /** The session, when the person signed in. A job that outlives it has neither session nor key. */
  sessionId?: string;
  /** Whom the proxy named that opened the session; never set while no header of a proxy signs in. */
  proxySubject?: string;
  /** The portal requires a second factor of this person, who has none yet. Never set for an API key. */
  lacksSecondFactor?: true;
  /** The portal has terms of use that the person has yet to accept. */
  lacksTerms?: true;
  /** The API key, when the request carried one. */
  key?: {
    id: string;
    /** As its owner named it. */
    name: string;
    scopes: KeyScope[];
    /** Models the key is bound to; empty means every model its owner may use. */
    modelIds: string[];
    limits: KeyLimits;
  };
}
