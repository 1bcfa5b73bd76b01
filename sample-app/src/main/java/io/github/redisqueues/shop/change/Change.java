package io.github.redisqueues.shop.change;

import java.util.UUID;

/**
 * A change of the stock, as a supplier announces it, and announces it anew when it has
 * other plans.
 *
 * @param id the change
 * @param revision which announcement of the change this is; the greatest one stands
 * @param pieces how many pieces will come
 */
public record Change(UUID id, int revision, int pieces) {

}
