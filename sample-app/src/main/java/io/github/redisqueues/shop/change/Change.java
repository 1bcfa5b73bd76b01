package io.github.redisqueues.shop.change;

import java.util.UUID;

/**
 * A change of the stock, announced by a supplier. The supplier announces it again when
 * its plans change.
 *
 * @param id the change
 * @param revision number of the announcement; the highest one is valid
 * @param pieces how many pieces will come
 */
public record Change(UUID id, int revision, int pieces) {

}
