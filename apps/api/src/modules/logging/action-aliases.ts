/** What an alias stands for: some of our actions, and of their lines all, or only those that worked or failed. */
interface AliasedActions {
  actions: readonly string[];
  outcome?: 'worked' | 'failed';
}

const worked = (...actions: string[]): AliasedActions => ({ actions, outcome: 'worked' });
const CHAT_ACTIONS = ['chat.send', 'chat.regenerate', 'chat.edit', 'chat.continue'];

/**
 * The names under which the application that this product follows logged its actions, and by which its clients still
 * filter. It logged a failed question under the same name, and other actions only when they worked.
 */
const ALIASES: Readonly<Record<string, AliasedActions>> = {
  login: worked('auth.login'),
  login_failed: { actions: ['auth.login', 'secondStep.second', 'secondStep.passkeyLogin'], outcome: 'failed' },
  logout: worked('auth.logout'),
  user_registered: worked('user.registered', 'user.created'),
  chat_request: { actions: CHAT_ACTIONS },
  api_key_created: worked('api-key.created'),
  api_key_deleted: worked('api-key.revoked'),
  model_added: worked('model.added'),
  model_updated: worked('model.changed'),
  user_role_updated: worked('user.role-changed'),
  user_status_updated: worked('user.status-changed'),
};

const aliasOf = (name: string) => (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined);

/**
 * Conditions, one of which every line of a name meets: each is one action. @param parameter where the name is bound
 * @returns also whether each line that meets one is of that name
 */
export function actionsOf(name: string, parameter: string): { anyOf: string[]; isExact: boolean } {
  const alias = aliasOf(name);
  if (!alias) return { anyOf: [`action = :${parameter}`], isExact: true };
  return { anyOf: alias.actions.map((action) => `action = '${action}'`), isExact: alias.outcome === undefined };
}

/** The condition for an action, by our name of it or an alias; `parameter` is where the name itself is bound. */
export function actionSql(name: string, parameter: string): string {
  const alias = aliasOf(name);
  if (!alias) return `action = :${parameter}`;
  const names = alias.actions.map((action) => `'${action}'`).join(', ');
  const outcome = alias.outcome ? ` AND status_code ${alias.outcome === 'worked' ? '<' : '>='} 400` : '';
  return `(action IN (${names})${outcome})`;
}

/** The same for one line. */
export function isAction(name: string, { action, status_code }: { action: string; status_code: number }): boolean {
  const alias = aliasOf(name);
  if (!alias) return action === name;
  return alias.actions.includes(action) && (!alias.outcome || (alias.outcome === 'worked') === status_code < 400);
}
