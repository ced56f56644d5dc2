import { childOf, type GoNode } from '../go/syntax.ts';
import type { Interpreter } from './interpreter.ts';
import { nodeText } from './source-file.ts';
import { underlying, zeroOf } from './types-of.ts';
import { copied, type Frame, type GoType, lazyValue, unknownValue, type Value } from './values.ts';

/** Evaluates `[]T{…}`, `map[K]V{…}` and `T{…}`. */
export function composite(interpreter: Interpreter, node: GoNode, frame: Frame): Value {
  const [typeNode, body] = [childOf(node, 'type'), childOf(node, 'body')];
  const type = typeNode === undefined ? undefined : interpreter.typeOf(typeNode, frame);
  if (type === undefined || body === undefined)
    return unknownValue(
      interpreter.positionOf(node, frame),
      `the type ${typeNode === undefined ? '' : nodeText(frame.file, typeNode).slice(0, 60)} is declared where the source can't be read`,
    );
  // Whatever has a type of a package that declares no specs is nothing to Ginkgo.
  if (type.kind === 'named' && type.foreign) {
    const { scope } = frame;
    return lazyValue(() => filled(interpreter, type, body, { ...frame, scope }));
  }
  return filled(interpreter, type, body, frame);
}

function filled(interpreter: Interpreter, type: GoType, body: GoNode, frame: Frame): Value {
  const plain = underlying(type);
  const named = type.kind === 'named' ? { type: type.name } : {};
  switch (plain.kind) {
    case 'list': {
      const items: Value[] = [];
      for (const child of body.children) {
        const keyed = child.type === 'keyed_element';
        if (keyed) {
          const key = element(interpreter, childOf(child, 'key'), undefined, frame);
          if (key.kind !== 'number' || key.value < items.length)
            return unknownValue(interpreter.positionOf(child, frame), 'the index of an element is not known');
          while (items.length < Math.min(key.value, MAX_ITEMS))
            items.push(
              zeroOf(plain.element) ??
                unknownValue(interpreter.positionOf(child, frame), 'the element is not given'),
            );
        }
        items.push(element(interpreter, keyed ? childOf(child, 'value') : child, plain.element, frame));
      }
      return { kind: 'list', items, array: plain.array, exact: true, ...named };
    }
    case 'map': {
      const entries = new Map<string | number | boolean, Value>();
      for (const child of body.children) {
        const key = interpreter.force(element(interpreter, childOf(child, 'key'), undefined, frame));
        if (key.kind !== 'text' && key.kind !== 'number' && key.kind !== 'boolean')
          return unknownValue(interpreter.positionOf(child, frame), 'the key of an element is not known');
        entries.set(key.value, element(interpreter, childOf(child, 'value'), plain.value, frame));
      }
      return { kind: 'map', entries };
    }
    case 'struct': {
      const zero = zeroOf(type);
      const fields = new Map(zero?.kind === 'struct' ? zero.fields : []);
      body.children.forEach((child, index) => {
        const keyed = child.type === 'keyed_element';
        const key = keyed ? childOf(child, 'key') : undefined;
        const field =
          key === undefined
            ? plain.fields[index]
            : plain.fields.find(({ name }) => name === nodeText(frame.file, key));
        const name = field?.name ?? (key === undefined ? String(index) : nodeText(frame.file, key));
        fields.set(name, element(interpreter, keyed ? childOf(child, 'value') : child, field?.type, frame));
      });
      return { kind: 'struct', type: type.kind === 'named' ? type.name : undefined, fields, pointer: false };
    }
    case 'pointer': {
      const value = filled(interpreter, plain.to, body, frame);
      return value.kind === 'struct' ? { ...value, pointer: true } : value;
    }
    default:
      return unknownValue(interpreter.positionOf(body, frame), 'the type of a literal is not known');
  }
}

/** Elements of the longest list that is made; one of a hostile length is not. */
const MAX_ITEMS = 100_000;

/** Evaluates an element, which may leave out its type: `{{"a", 1}, {"b", 2}}`. */
function element(
  interpreter: Interpreter,
  node: GoNode | undefined,
  type: GoType | undefined,
  frame: Frame,
): Value {
  const inside = node?.type === 'literal_element' ? node.children[0] : node;
  if (inside === undefined) return { kind: 'nil' };
  if (inside.type === 'literal_value') {
    if (type !== undefined) return filled(interpreter, type, inside, frame);
    return unknownValue(interpreter.positionOf(inside, frame), 'the type of an element is not known');
  }
  return copied(interpreter.evaluate(inside, frame));
}
