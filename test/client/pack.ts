// Packs @curatornet/client as npm would publish it, and installs it into a folder.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../infra/local.ts';

export function installPackage(folder: string): void {
  const target = join(folder, 'node_modules/@curatornet/client');
  mkdirSync(target, { recursive: true });
  const args = ['pack', '--pack-destination', folder];
  execFileSync('npm', args, { cwd: join(ROOT, 'edge/client'), stdio: 'pipe' });
  execFileSync('tar', ['xzf', join(folder, 'curatornet-client-0.1.0.tgz'), '--strip-components=1', '-C', target]);
}
