import { passwordStrength, registerSchema } from './schemas';

describe('the password strength', () => {
  it.each([
    ['', 0],
    ['abc', 0],
    ['aaaaaaaaaaaaaaaaaaaa', 0],
    ['password', 1],
    ['correct horse battery', 4],
  ])('%s has strength %i', (password, expected) => expect(passwordStrength(password)).toBe(expected));

  it('never falls when characters are added', () => {
    let last = 0;
    for (let end = 1; end <= 24; end += 1) {
      const now = passwordStrength('Tree-house 92 & moon boat'.slice(0, end));
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    expect(last).toBe(4);
  });
});

describe('a registration', () => {
  const errors = (values: object) => {
    const result = registerSchema.safeParse({
      username: 'ada',
      email: 'ada@example.org',
      password: 'long enough',
      ...values,
    });
    return result.success ? [] : result.error.issues.map(({ message }) => message);
  };
  it('accepts names in any script', () => {
    expect(errors({})).toEqual([]);
    expect(errors({ username: 'Ångström.7' })).toEqual([]);
    expect(errors({ username: '  ada  ' })).toEqual([]);
  });
  it('reports mistakes as keys of the catalog', () => {
    expect(errors({ username: '-x' })).toEqual(['usernameRule']);
    expect(errors({ email: 'ada@' })).toEqual(['emailRule']);
    expect(errors({ password: 'short' })).toEqual(['passwordRule']);
    expect(errors({ password: 'x'.repeat(129) })).toEqual(['passwordLong']);
  });
});
