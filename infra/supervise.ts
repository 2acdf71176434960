// Runs a command in this process's group and ends the whole group, grandchildren included, as soon as the command ends or
// this process's standard input closes. The input is a pipe that whoever started it holds open, so nothing of the group
// outlives its starter, however that ended.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
/** How long the group may take to end by itself. */
const GRACE_MS = 3_000;

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const endGroup = () => process.kill(0, 'SIGKILL');
child.once('exit', endGroup);
child.once('error', endGroup);

process.stdin.resume().once('close', () => {
  // The group gets the signal too, this process included.
  process.on('SIGTERM', () => {});
  process.kill(0, 'SIGTERM');
  setTimeout(endGroup, GRACE_MS);
});
