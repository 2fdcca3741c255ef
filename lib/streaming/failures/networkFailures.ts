import type { FailureRow } from './failureRow.ts';

/** What goes wrong on the way to somewhere else: sockets, names, certificates, calls. */
export const networkFailures: readonly FailureRow[] = [
  {
    id: 'network.certificate',
    is: [
      {
        code: [
          ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
          ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
          ...['ERR_TLS_CERT_ALTNAME_INVALID'],
        ],
      },
      { name: 'SSLHandshakeException' },
    ],
    failureClass: 'permanent',
    why: 'The certificate is not trusted, and is the same the next time.',
  },
  {
    id: 'network.connection',
    is: [
      {
        code: [
          ...[
            'ECONNRESET',
            'ECONNREFUSED',
            'ECONNABORTED',
            'EPIPE',
            'EHOSTUNREACH',
            'ENETUNREACH',
            'ENETDOWN',
          ],
          ...['EHOSTDOWN', 'UND_ERR_SOCKET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_HTTP2_STREAM_ERROR'],
        ],
      },
      { name: ['ConnectException', 'SocketException', 'NoRouteToHostException', 'ClosedChannelException'] },
    ],
    failureClass: 'transient',
    why: 'The connection was refused or broke off, and another may hold.',
  },
  {
    id: 'network.timeout',
    is: [
      {
        code: [
          ...['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'],
          ...['UND_ERR_BODY_TIMEOUT'],
        ],
      },
      { name: ['SocketTimeoutException', 'TimeoutException'] },
    ],
    failureClass: 'transient',
    why: 'No answer came in time, and the other side may be quicker when the load is less.',
  },
  {
    id: 'network.name_service',
    is: { code: 'EAI_AGAIN' },
    failureClass: 'transient',
    why: 'The name service gave no answer just now, and says itself to ask again.',
  },
  {
    id: 'network.name',
    is: [{ code: 'ENOTFOUND' }, { name: 'UnknownHostException' }],
    failureClass: 'unknown',
    why: 'The host is not known: its name is wrong, or the name service is disturbed.',
  },
  {
    id: 'network.call_unavailable',
    is: {
      message:
        /(^|\d |: )(UNAVAILABLE|DEADLINE_EXCEEDED|ABORTED):|^\[(unavailable|deadline_exceeded|aborted)\]/,
    },
    failureClass: 'transient',
    why: 'A remote call found nobody, took too long or was broken off, and may be made again.',
  },
  {
    id: 'network.call_denied',
    is: {
      message: /(^|\d |: )(UNAUTHENTICATED|PERMISSION_DENIED):|^\[(unauthenticated|permission_denied)\]/,
    },
    failureClass: 'permanent',
    why: 'The credentials of a remote call do not allow it, and starting again uses the same ones.',
  },
  {
    id: 'network.fetch',
    is: { name: 'TypeError', message: /^(fetch failed|terminated)$/ },
    failureClass: 'unknown',
    why: 'A request could not be made or its answer broke off, and only the cause can say why.',
  },
];
