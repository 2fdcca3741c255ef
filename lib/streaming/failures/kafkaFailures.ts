import type { FailureRow } from './failureRow.ts';

/** What Kafka and Spark's reader of it say. */
export const kafkaFailures: readonly FailureRow[] = [
  {
    id: 'kafka.data_loss',
    is: [{ errorClass: 'KAFKA_DATA_LOSS' }, { name: 'OffsetOutOfRangeException' }],
    failureClass: 'permanent',
    why: 'Messages where the checkpoint stands are gone, and going on would skip them without consent.',
  },
  {
    id: 'kafka.broker',
    is: {
      name: [
        ...[
          'NotLeaderOrFollowerException',
          'LeaderNotAvailableException',
          'CoordinatorNotAvailableException',
        ],
        ...[
          'BrokerNotAvailableException',
          'NetworkException',
          'DisconnectException',
          'NotEnoughReplicasException',
        ],
      ],
    },
    failureClass: 'transient',
    why: 'A broker went away or handed its role on, and another takes over.',
  },
  {
    id: 'kafka.topic',
    is: { name: 'UnknownTopicOrPartitionException' },
    failureClass: 'unknown',
    why: 'The topic is not there, or the broker asked does not know of it yet.',
  },
  {
    id: 'kafka.denied',
    is: {
      name: [
        ...['TopicAuthorizationException', 'GroupAuthorizationException', 'ClusterAuthorizationException'],
        ...['SaslAuthenticationException', 'SslAuthenticationException'],
      ],
    },
    failureClass: 'permanent',
    why: 'The credentials do not allow it, and starting again uses the same ones.',
  },
];
