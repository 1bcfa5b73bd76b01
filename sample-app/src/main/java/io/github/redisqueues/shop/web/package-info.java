/**
 * What the endpoints have in common.
 */
@NullMarked
package io.github.redisqueues.shop.web;

import org.jspecify.annotations.NullMarked;
