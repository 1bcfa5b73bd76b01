/**
 * Auto-configuration of transactional queues.
 */
@NullMarked
package io.github.redisqueues.autoconfigure.jdbc;

import org.jspecify.annotations.NullMarked;
