package io.github.redisqueues.shop.order;

/**
 * Published when an order's pieces are set aside, and it waits to be paid. May come twice
 * for an order.
 *
 * @param orderId the order
 */
public record OrderReserved(String orderId) {

}
