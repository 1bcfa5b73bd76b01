/**
 * Parcels, and a carrier that can be broken and mended while the shop runs.
 */
@NullMarked
package io.github.redisqueues.shop.parcel;

import org.jspecify.annotations.NullMarked;
