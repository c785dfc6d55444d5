import { Attribute, Change, Client } from 'ldapts';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { eventually } from './clock.js';
import type { Attributes } from './fake-ldap-filter.js';
import { BASE, HIDDEN, type Bind, type TestDirectory, type TestDirectoryOptions } from './ldap.js';
import { freePort } from './process.js';

const SLAPD = ['/usr/sbin/slapd', '/usr/libexec/slapd'].find((one) => existsSync(one)) ?? 'slapd';
const SCHEMAS = ['/etc/ldap/schema', '/etc/openldap/schema'].find((one) => existsSync(one));
const MODULES = ['/usr/lib/ldap', '/usr/lib64/openldap', '/usr/lib/openldap'].find((one) => existsSync(one));

/** Whether OpenLDAP's server is here; no npm package brings one. */
export const hasSlapd = SCHEMAS !== undefined && spawnSync(SLAPD, ['-VV']).error === undefined;

if (!hasSlapd)
  process.stderr.write('Sign-in at a real directory: NOT TESTED, slapd is not installed (apt-get install slapd)\n');

const ROOT = { dn: `cn=root,${BASE}`, password: 'root of the test' };

/** An OpenLDAP server of its own on a free port. */
export class RealLdap implements TestDirectory {
  private readonly bound: Bind[] = [];
  private marks = 0;
  private readonly client: Client;

  private constructor(
    private readonly child: ChildProcess,
    private readonly dir: string,
    readonly url: string,
  ) {
    this.client = new Client({ url });
    child.stderr!.setEncoding('utf8');
    let rest = '';
    child.stderr!.on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const [, dn] = / BIND dn="([^"]*)" method=128/.exec(line) ?? [];
        if (dn !== undefined && dn !== ROOT.dn) this.bound.push({ dn, isSecure: false, isEmpty: false });
      }
    });
  }

  static async start({ tls }: TestDirectoryOptions = {}): Promise<RealLdap> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'pocket-llm-ldap-'));
    const at = (name: string) => path.join(dir, name);
    await mkdir(at('data'));
    // GnuTLS, which Debian builds it with, reads lines of this length.
    const pem = (text: string) => text.replaceAll(/[A-Za-z\d+/]{64}(?=[A-Za-z\d+/=])/g, '$&\n');
    if (tls) await Promise.all([writeFile(at('key.pem'), pem(tls.key)), writeFile(at('cert.pem'), `${tls.cert}\n`)]);
    const config = [
      ...['core', 'cosine', 'inetorgperson', 'nis'].map((name) => `include ${SCHEMAS}/${name}.schema`),
      ...(MODULES ? [`modulepath ${MODULES}`, 'moduleload back_mdb'] : []),
      // A name without a password is let in as nobody, as the standard has it.
      'allow bind_anon_cred',
      `pidfile ${at('pid')}`,
      ...(tls ? [`TLSCertificateFile ${at('cert.pem')}`, `TLSCertificateKeyFile ${at('key.pem')}`] : []),
      'database mdb',
      `suffix "${BASE}"`,
      `rootdn "${ROOT.dn}"`,
      `rootpw "${ROOT.password}"`,
      `directory ${at('data')}`,
      'index objectClass,entryUUID,uid,mail,member eq',
      'access to attrs=userPassword by anonymous auth by * none',
      `access to filter=(businessCategory=${HIDDEN}) attrs=member by * none`,
      'access to * by * read',
    ];
    await writeFile(at('slapd.conf'), `${config.join('\n')}\n`);
    const port = await freePort();
    const child = spawn(SLAPD, ['-h', `ldap://127.0.0.1:${port}/`, '-f', at('slapd.conf'), '-d', 'stats'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (text: Buffer) => {
        said.push(String(text));
        if (said.join('').includes('slapd starting')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`slapd ended with ${code}: ${said.join('')}`)));
    });
    const made = new RealLdap(child, dir, `ldap://localhost:${port}`);
    // It says so before it listens.
    const isIn = () =>
      made.client.bind(ROOT.dn, ROOT.password).then(
        () => true,
        () => child.exitCode !== null,
      );
    await eventually(isIn);
    return made;
  }

  /** slapd writes its log behind its answers: all of it is here when a bind of our own has come out of it. */
  async binds(): Promise<readonly Bind[]> {
    const mark = `cn=mark-${++this.marks},${BASE}`;
    const marker = new Client({ url: this.url });
    await marker.bind(mark, 'of nobody').catch(() => undefined);
    await marker.unbind();
    await eventually(() => this.bound.some(({ dn }) => dn === mark));
    return this.bound.filter(({ dn }) => !dn.startsWith('cn=mark-'));
  }

  async add(dn: string, attributes: Attributes): Promise<void> {
    await this.client.add(dn, attributes as Record<string, string[]>);
  }

  async replace(dn: string, attributes: Attributes): Promise<void> {
    const changes = Object.entries(attributes).map(
      ([type, values]) =>
        new Change({ operation: 'replace', modification: new Attribute({ type, values: values as string[] }) }),
    );
    await this.client.modify(dn, changes);
  }

  async rename(dn: string, rdn: string): Promise<void> {
    await this.client.modifyDN(dn, rdn);
  }

  async remove(dn: string): Promise<void> {
    await this.client.del(dn);
  }

  async close(): Promise<void> {
    await this.client.unbind();
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
    await rm(this.dir, { recursive: true, force: true });
  }
}
