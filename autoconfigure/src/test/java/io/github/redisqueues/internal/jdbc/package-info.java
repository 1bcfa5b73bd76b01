@NullMarked
package io.github.redisqueues.internal.jdbc;

import org.jspecify.annotations.NullMarked;
