package io.github.redisqueues.shop.order;

/**
 * Event published when an order is reserved and waits to be paid. May be published twice
 * for an order.
 *
 * @param orderId the order
 */
public record OrderReserved(String orderId) {

}
