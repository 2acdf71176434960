// A worker that only runs a user tower, for the parity test in workerd.
import { openTower } from '../../edge/model/runtime.ts';
import { USER_TOWER } from '../../shared/open-bundle.ts';

/** POST: the length of user-tower.onnx (uint32), its bytes, then for each history n (uint32) and float32 [n, d]. */
export default {
  async fetch(request: Request): Promise<Response> {
    const body = await request.arrayBuffer();
    const view = new DataView(body);
    const dimensions = Number(new URL(request.url).searchParams.get('dimensions'));
    let at = 4 + view.getUint32(0, true);
    const tower = await openTower(new Uint8Array(body, 4, at - 4), {
      ...USER_TOWER,
      where: 'user-tower.onnx',
    });
    const users: number[] = [];
    while (at < body.byteLength) {
      const n = view.getUint32(at, true);
      users.push(...(await tower(new Float32Array(body.slice(at + 4, at + 4 + n * dimensions * 4)), n)));
      at += 4 + n * dimensions * 4;
    }
    return new Response(Float32Array.from(users));
  },
};
