import type { FailureRow } from './failureRow.ts';

/** What code of users does; last, because a message that tells more may mention one of these as well. */
export const codeFailures: readonly FailureRow[] = [
  {
    id: 'code.handler',
    is: {
      errorClass: [
        ...['FOREACH_BATCH_USER_FUNCTION_ERROR', 'FOREACH_USER_FUNCTION_ERROR'],
        ...['PYTHON_STREAMING_DATA_SOURCE_RUNTIME_ERROR', 'PYTHON_DATA_SOURCE_ERROR'],
      ],
    },
    failureClass: 'unknown',
    why: 'A handler of the user failed, by a fault of its own or of what it talks to.',
  },
  {
    id: 'code.fault',
    is: [
      { name: ['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError', 'EvalError', 'URIError'] },
      { name: 'AssertionError' },
    ],
    failureClass: 'permanent',
    why: 'The code has a fault, and does the same again.',
  },
  {
    id: 'code.jvm',
    is: {
      name: [
        ...['NullPointerException', 'ClassCastException', 'ClassNotFoundException', 'NoSuchMethodError'],
        ...['NoClassDefFoundError', 'IllegalArgumentException', 'NumberFormatException'],
        ...['ArrayIndexOutOfBoundsException', 'UnsupportedOperationException', 'NotSerializableException'],
      ],
    },
    failureClass: 'permanent',
    why: 'Code on the JVM has a fault or lacks a library, and does the same again.',
  },
  {
    id: 'code.python',
    is: {
      name: [
        ...['AttributeError', 'KeyError', 'IndexError', 'NameError', 'ValueError', 'ZeroDivisionError'],
        ...['ImportError', 'ModuleNotFoundError'],
      ],
    },
    failureClass: 'permanent',
    why: 'Code in Python has a fault or lacks a package, and does the same again.',
  },
];
