// Runs a command in this process's group, and ends the whole group, including grandchildren, when the command ends or this
// process's standard input closes. The input is a pipe that the starting process holds open, so the group never outlives
// that process.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
/** How long the group may take to end before it is killed. */
const GRACE_MS = 3_000;

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const endGroup = () => process.kill(0, 'SIGKILL');
child.once('exit', endGroup);
child.once('error', endGroup);

process.stdin.resume().once('close', () => {
  // The signal goes to the whole group, including this process.
  process.on('SIGTERM', () => {});
  process.kill(0, 'SIGTERM');
  setTimeout(endGroup, GRACE_MS);
});
