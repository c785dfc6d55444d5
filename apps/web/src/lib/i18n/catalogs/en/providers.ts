export default {
  with: 'Continue with {{name}}',
  down: '{{name}} cannot be reached',
  or: 'or',
  secondTitle: 'Second factor',
  confirmedTitle: 'Confirmed',
  confirmed: 'You can close this window. The other one goes on.',
  failedTitle: 'That sign-in did not work',
  pendingTitle: 'Your account is waiting for approval',
  again: 'Try again',
  back: 'Back to the sign-in page',
  notNow: 'Not now',
  confirm: {
    title: 'Confirm who you are',
    lead: 'Your account has no password. Sign in at your provider once more; this page goes on by itself.',
  },
  own: {
    title: 'Sign-in through providers',
    lead: 'Accounts elsewhere that open this account.',
    connect: 'Connect {{name}}',
    used: 'last used',
    disconnect: 'Disconnect',
    disconnectSure: 'Disconnect {{name}}',
    onlyWay: 'Without a password this is your only way to sign in. An administrator can send you a link that sets one.',
  },
  problem: {
    busy: 'Too many people are signing in. Try again in a few minutes.',
    clock:
      'The clocks of this server and of the provider differ, so the answer is not valid. Ask the administrator to set them.',
    connectedElsewhere:
      'That account belongs to another account here already. Sign in with it, or disconnect it there first.',
    denied: 'The provider did not let you in, or you cancelled. Try again, or sign in another way.',
    emailTaken:
      'Your e-mail address has an account here. If it is yours, sign in with its password and connect the provider under Settings, Security. If not, ask the administrator.',
    failed: 'The provider reported an error. Try again; if it stays, ask the administrator.',
    inactive: 'Your account here is deactivated. Ask the administrator.',
    noAccount: 'You have no account here yet, and this provider opens none. Ask the administrator for one.',
    notFresh: 'The provider did not ask you to sign in again. Sign out there, then confirm once more.',
    other: 'Something unexpected went wrong. Try again; if it stays, ask the administrator.',
    otherPerson: 'Somebody else signed in at the provider. Use the account that is connected with yours.',
    pending: 'An administrator has to approve it. Sign in again after that.',
    refused: 'The answer of the provider did not stand our checks. Try again; if it stays, ask the administrator.',
    stateLost:
      'This sign-in was begun in another browser, took longer than ten minutes, or is over already. Begin again.',
    unavailable: 'The provider cannot be reached. Try again in a minute, or sign in another way.',
    wrongIssuer: 'The answer came from another provider than the one you chose. Begin again.',
  },
} as const;
