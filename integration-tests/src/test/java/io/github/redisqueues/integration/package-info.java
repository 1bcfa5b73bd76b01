@NullMarked
package io.github.redisqueues.integration;

import org.jspecify.annotations.NullMarked;
