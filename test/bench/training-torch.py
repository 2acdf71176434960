# The same training step in PyTorch, for comparison: python3 training-torch.py FOLDER THREADS HOW BATCH SECONDS
# THREADS: a number of threads of the CPU, or `cuda` for a GPU.
# FOLDER has the data of training.ts. HOW: 'distinct' embeds every distinct item and history of a batch once, as the
# trainer does; 'rows' embeds every row of every triple, as the authors' code does. Prints JSON: wall-clock and CPU seconds
# per step, and the first losses.
import json
import os
import sys
import time

# Debian's PyTorch uses OpenBLAS, whose threads set_num_threads does not limit.
device = "cuda" if sys.argv[2] == "cuda" else "cpu"
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1" if device == "cuda" else sys.argv[2]

import numpy as np
import torch
from torch.nn.functional import selu, softplus

folder, how, batch, seconds = sys.argv[1], sys.argv[3], int(sys.argv[4]), float(sys.argv[5])
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
tensor = lambda array: torch.from_numpy(array).to(device)
about = json.load(open(folder + "/about.json"))
read = lambda name, dtype: np.fromfile(f"{folder}/{name}", dtype)
features = tensor(read("features.f32", np.float32).reshape(about["items"], about["features"]))
triples = read("triples.i32", np.int32).reshape(-1, 3)
start, members = read("start.i32", np.int32), read("members.i32", np.int32)
longest = int(np.diff(start).max())
histories = np.full((len(start) - 1, longest), -1, np.int64)
for h in range(len(histories)):
    histories[h, : start[h + 1] - start[h]] = members[start[h] : start[h + 1]]

flat, at, weights = read("weights.f32", np.float32), 0, []
for inputs, outputs in about["layers"]:
    for shape in ((inputs, outputs), (outputs,)):
        size = int(np.prod(shape))
        weights.append(tensor(flat[at : at + size].reshape(shape).copy()).requires_grad_())
        at += size
dense = lambda x, layer: selu(torch.addmm(weights[2 * layer + 1], x, weights[2 * layer]))
item_tower = lambda x: dense(dense(x, 0), 1)
user_tower = lambda x: dense(dense(dense(x, 2), 3), 4)


def pool(vectors, places):
    """Average and maximum of rows of vectors; places [n, longest] hold -1 where a history has ended."""
    there = tensor(places >= 0).unsqueeze(2)
    rows = vectors[tensor(np.maximum(places, 0))]
    average = (rows * there).sum(1) / there.sum(1)
    return torch.cat([average, rows.masked_fill(~there, -1e30).amax(1)], 1)


def differences(part):
    own, positive, negative = part[:, 0], part[:, 1], part[:, 2]
    if how == "rows":
        mine = histories[own]
        mine = mine[:, : (mine >= 0).sum(1).max()]
        there = mine >= 0
        vectors = item_tower(features[tensor(np.concatenate([mine[there], positive, negative])).long()])
        places = np.full(mine.shape, -1, np.int64)
        places[there] = np.arange(there.sum())
        n = len(part)
        return (user_tower(pool(vectors, places)) * (vectors[-2 * n : -n] - vectors[-n:])).sum(1)
    distinct, user = np.unique(own, return_inverse=True)
    mine = histories[distinct]
    mine = mine[:, : (mine >= 0).sum(1).max()]
    items = np.unique(np.concatenate([mine[mine >= 0], positive, negative]))
    place = np.full(len(features) + 1, -1, np.int64)
    place[items] = np.arange(len(items))
    vectors = item_tower(features[tensor(items).long()] if len(items) < len(features) else features)
    users = user_tower(pool(vectors, place[mine]))[tensor(user)]
    return (users * (vectors[tensor(place[positive])] - vectors[tensor(place[negative])])).sum(1)


adam = torch.optim.Adam(weights, lr=1e-3, eps=1e-7)
times, cpu, losses, began = [], [], [], time.time()
while time.time() - began < seconds or len(times) < 4:
    step = len(times)
    started, busy = time.time(), time.process_time()
    first = step * batch % (len(triples) - batch + 1)
    adam.zero_grad()
    loss = softplus(-differences(triples[first : first + batch])).mean()
    (loss + about["l2"] / 2 * sum((kernel * kernel).sum() for kernel in weights[::2])).backward()
    adam.step()
    losses.append(float(loss))
    times.append(time.time() - started)
    cpu.append(time.process_time() - busy)
print(json.dumps({"steps": times[1:], "cpu": cpu[1:], "losses": losses[:4]}))
