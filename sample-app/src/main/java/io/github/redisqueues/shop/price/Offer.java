package io.github.redisqueues.shop.price;

/**
 * A special price for a short time.
 *
 * @param sku the article
 * @param price the price
 */
record Offer(String sku, int price) {

}
