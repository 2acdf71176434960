// A reader of Python's pickles that runs nothing. A pickle is a program for a small stack machine; this one knows the few
// instructions that make numbers, strings, lists, tuples and arrays, and may call nothing but what its caller allows by
// name, each a function of ours that only puts data together. Everything else is refused, with the byte where it stands.
// https://github.com/python/cpython/blob/main/Lib/pickletools.py says what each instruction does.
import { Machine } from './pickle-machine.ts';
import { PickleRefusal, type PickleSource } from './pickle-source.ts';
import { type Global, List, Tuple, type Value } from './pickle-values.ts';

const PROTO = 0x80;
const STOP = 0x2e;
const [OLDEST, NEWEST] = [2, 5];

/** What each instruction does, by its byte; those of pickletools.py that are not here are refused. */
const INSTRUCTIONS = new Map<number, (machine: Machine) => void>([
  [0x95, (m) => m.frame()], // FRAME
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x31, (m) => void m.marked()], // POP_MARK
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.source.unsigned(4) | 0)], // BININT
  [0x4b, (m) => m.push(m.source.byte())], // BININT1
  [0x4d, (m) => m.push(m.source.unsigned(2))], // BININT2
  [0x8a, (m) => m.push(m.long())], // LONG1
  [0x47, (m) => m.push(m.double())], // BINFLOAT
  [0x8c, (m) => m.piece('text', 1)], // SHORT_BINUNICODE
  [0x58, (m) => m.piece('text', 4)], // BINUNICODE
  [0x8d, (m) => m.piece('text', 8)], // BINUNICODE8
  [0x43, (m) => m.piece('bytes', 1)], // SHORT_BINBYTES
  [0x42, (m) => m.piece('bytes', 4)], // BINBYTES
  [0x8e, (m) => m.piece('bytes', 8)], // BINBYTES8
  [0x96, (m) => m.piece('bytes', 8)], // BYTEARRAY8
  [0x5d, (m) => m.push(new List())], // EMPTY_LIST
  [0x61, (m) => m.append(m.popped(1))], // APPEND
  [0x65, (m) => m.append(m.marked())], // APPENDS
  [0x29, (m) => m.push(new Tuple([]))], // EMPTY_TUPLE
  [0x85, (m) => m.push(new Tuple(m.popped(1)))], // TUPLE1
  [0x86, (m) => m.push(new Tuple(m.popped(2)))], // TUPLE2
  [0x87, (m) => m.push(new Tuple(m.popped(3)))], // TUPLE3
  [0x74, (m) => m.push(new Tuple(m.marked()))], // TUPLE
  [0x71, (m) => m.memoize(m.source.byte())], // BINPUT
  [0x72, (m) => m.memoize(m.source.unsigned(4))], // LONG_BINPUT
  [0x94, (m) => m.memoize()], // MEMOIZE
  [0x68, (m) => m.recall(m.source.byte())], // BINGET
  [0x6a, (m) => m.recall(m.source.unsigned(4))], // LONG_BINGET
  [0x63, (m) => m.global(m.line(), m.line())], // GLOBAL
  [0x52, (m) => m.reduce()], // REDUCE
  [0x62, (m) => m.build()], // BUILD
  [
    0x93, // STACK_GLOBAL
    (m) => {
      const name = m.text();
      m.global(m.text(), name);
    },
  ],
]);

/**
 * Reads the pickle from the source's position to the end of the file, protocols 2 to 5.
 * @param allowed everything that may be named, by `module.name`
 * @returns what it holds; strings and bytes are still in the file
 * @throws InputError `malformed`, naming the byte of the first instruction that is wrong or not known here
 */
export function unpickle(source: PickleSource, allowed: ReadonlyMap<string, Global>): Value {
  const machine = new Machine(source, allowed);
  let at = source.position;
  try {
    const first = source.byte();
    if (first !== PROTO) throw new PickleRefusal('is no pickle of protocol 2 or later: it begins otherwise');
    const protocol = source.byte();
    if (protocol < OLDEST || protocol > NEWEST)
      throw new PickleRefusal(`has protocol ${protocol}; ${OLDEST} to ${NEWEST} are read`);
    for (;;) {
      at = source.position;
      const code = source.byte();
      if (code === STOP) break;
      const instruction = INSTRUCTIONS.get(code);
      if (instruction === undefined)
        throw new PickleRefusal(`has the instruction 0x${code.toString(16).padStart(2, '0')}, which is not read here`);
      instruction(machine);
    }
    const value = machine.pop();
    at = source.position;
    if (at < source.size) throw new PickleRefusal('goes on behind its end');
    return value;
  } catch (error) {
    if (error instanceof PickleRefusal) throw source.refusal(error.message, at);
    throw error;
  }
}
