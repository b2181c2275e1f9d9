import { spawn } from 'node:child_process';

/**
 * Reads `+ group` and `- group` lines. When its input ends, kills the groups that are left, and where there is a /proc
 * every process whose environment has `$1`, looking again as long as it finds any.
 */
const SCRIPT = `
groups=' '
while read -r sign group; do
  case "$sign" in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 "-$group" 2>/dev/null; done
[ -r /proc/self/environ ] || exit 0
for round in 1 2 3 4 5; do
  found=
  for folder in /proc/[0-9]*; do
    grep -qF "$1" "$folder/environ" 2>/dev/null || continue
    found=1
    kill -9 "\${folder#/proc/}" 2>/dev/null
  done
  [ -n "$found" ] || break
done
`;

/** Sees to it that no instance outlives the sandbox. */
interface Reaper {
  watch(group: number): void;
  forget(group: number): void;
  /** Ends the helper process; what is still watched is killed. */
  dispose(): void;
}

/**
 * Starts a shell that outlives the sandbox by a moment: when the sandbox is gone, even by `kill -9`, the shell kills the
 * process groups of the instances, and on Linux what left them but kept its environment, in which `mark` stands. A
 * handler in an endless loop would not notice by itself. On Windows it does nothing.
 */
export function startReaper(mark: string): Reaper {
  if (process.platform === 'win32') return { watch() {}, forget() {}, dispose() {} };
  // Its own session, so that Ctrl+C in the terminal of the sandbox does not end it first.
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'fndeck-reaper', mark], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    watch: (group) => void shell.stdin.write(`+ ${group}\n`),
    forget: (group) => void shell.stdin.write(`- ${group}\n`),
    dispose: () => shell.stdin.destroy(),
  };
}
