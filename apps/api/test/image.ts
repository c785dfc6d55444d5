import { Copy, DockerfileParser, Entrypoint, Env, From, type JSONInstruction, type Instruction } from 'dockerfile-ast';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

/** What a container of a stage starts, as its Dockerfile says. */
export interface Image {
  /** Its base, of which nothing is known here. */
  base: string;
  env: Record<string, string>;
  uid: number;
  gid: number;
  workdir: string;
  command: string[];
  health: string[];
  copies: { stage: string; from: string; to: string }[];
}

export const dockerfile = (name: string): string => readFileSync(path.join(ROOT, `docker/${name}.Dockerfile`), 'utf8');
const instructionsOf = (name: string): Instruction[] => DockerfileParser.parse(dockerfile(name)).getInstructions();

/** Files and folders that a Dockerfile copies from the repository and that are not there. */
export function missingSources(name: string): string[] {
  const copies = instructionsOf(name).filter((one) => one instanceof Copy && one.getFlags().length === 0);
  return copies.flatMap((one) => wordsOf(one).slice(0, -1)).filter((file) => !existsSync(path.join(ROOT, file)));
}

/** Instructions of each stage, by its name; the last is the one that is built. */
function stagesOf(instructions: Instruction[]): Map<string, Instruction[]> {
  const stages = new Map<string, Instruction[]>();
  let current: Instruction[] = [];
  for (const instruction of instructions) {
    if (instruction instanceof From) stages.set(instruction.getBuildStage() ?? '', (current = []));
    current.push(instruction);
  }
  return stages;
}

/** The final stage of a Dockerfile with those that it builds on. */
export function readImage(name: string): Image {
  const stages = stagesOf(instructionsOf(name));
  const image: Image = { base: '', env: {}, uid: 0, gid: 0, workdir: '/', command: [], health: [], copies: [] };
  const follow = (stage: string) => {
    for (const instruction of stages.get(stage)!) apply(image, instruction, follow, (one) => stages.has(one));
  };
  follow([...stages.keys()].at(-1)!);
  return image;
}

function apply(image: Image, one: Instruction, follow: (stage: string) => void, isStage: (name: string) => boolean) {
  if (one instanceof From) {
    const from = one.getImage()!;
    if (isStage(from)) follow(from);
    else image.base = from;
  } else if (one instanceof Copy) {
    const [from, to] = one.getArguments().map((argument) => argument.getValue()) as [string, string];
    const stage =
      one
        .getFlags()
        .find((flag) => flag.getName() === 'from')
        ?.getValue() ?? '';
    image.copies.push({ stage, from, to: path.posix.resolve(image.workdir, to) });
  } else if (one instanceof Env)
    for (const property of one.getProperties()) image.env[property.getName()] = property.getValue()!;
  else if (one.getKeyword() === 'USER')
    [image.uid, image.gid] = wordsOf(one)[0]!.split(':').map(Number) as [number, number];
  else if (one.getKeyword() === 'WORKDIR') image.workdir = wordsOf(one)[0]!;
  else if (one.getKeyword() === 'CMD') image.command = stringsOf(one);
  else if (one instanceof Entrypoint && stringsOf(one).length > 0) throw new Error('an entry point: run it, too');
  else if (one.getKeyword() === 'HEALTHCHECK')
    image.health = JSON.parse(/CMD\s+(\[.*\])/s.exec(one.getRawArgumentsContent()!)![1]!) as string[];
}

const wordsOf = (instruction: Instruction) => instruction.getArguments().map((argument) => argument.getValue());
const stringsOf = (instruction: Instruction) =>
  (instruction as JSONInstruction).getJSONStrings().map((text) => JSON.parse(text.getValue()) as string);

/**
 * Puts the files of the image below a folder, where the image has them, made as its build stage makes them.
 * @param tarball the package, which the build stage makes first
 */
export function assemble(name: string, image: Image, tarball: string, folder: string): void {
  const runs = stagesOf(instructionsOf(name))
    .get('build')!
    .filter((one) => one.getKeyword() === 'RUN');
  for (const { stage, from, to } of image.copies) {
    if (stage !== 'build') continue;
    const [made] = from.split('/').filter(Boolean);
    const run = runs.map(wordsOf).find((words) => words.includes(`/${made}`));
    if (run?.[0] !== 'node') throw new Error(`No RUN of the build stage makes ${from}.`);
    const scratch = path.join(folder, 'build');
    const args = run.slice(1).map((word) => word.replace('/package/*.tgz', tarball).replace(`/${made}`, scratch));
    execFileSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    mkdirSync(path.dirname(path.join(folder, to)), { recursive: true });
    renameSync(path.join(scratch, path.relative(`/${made}`, from)), path.join(folder, to));
  }
}

/** Every file below a folder: bytes, owner, and whether others than the owner may write to it. */
export function filesBelow(folder: string): { file: string; size: number; uid: number; open: boolean }[] {
  // Without types of entries, Node follows links.
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const { size, uid, mode } = lstatSync(file);
    return { file, size, uid, open: !entry.isSymbolicLink() && (mode & 0o022) !== 0 };
  });
}

/** Whether a process of another account may be started here, and may run this Node. */
export const canBe = (uid: number): boolean =>
  process.getuid?.() === 0 && spawnSync(process.execPath, ['--version'], { uid, gid: uid }).status === 0;
