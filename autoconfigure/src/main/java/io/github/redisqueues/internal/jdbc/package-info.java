/**
 * Transactional queues: the database keeps each message from the transaction that sends
 * it to the one that handles it, and Redis gives it out.
 */
@NullMarked
package io.github.redisqueues.internal.jdbc;

import org.jspecify.annotations.NullMarked;
