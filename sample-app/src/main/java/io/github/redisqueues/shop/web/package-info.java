/**
 * Error handling of the endpoints.
 */
@NullMarked
package io.github.redisqueues.shop.web;

import org.jspecify.annotations.NullMarked;
