package io.github.redisqueues.shop.price;

import java.time.Duration;
import java.util.Optional;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockOptions;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Service;

/**
 * Prices in a cache that all instances share. One that is not there is loaded by one
 * reader; the others wait for it.
 */
@Service
public class PriceList {

	private static final Duration VALID = Duration.ofMinutes(1);

	private final StringRedisTemplate redis;

	private final DistributedLocks locks;

	private final Supplier supplier;

	PriceList(StringRedisTemplate redis, DistributedLocks locks, Supplier supplier) {
		this.redis = redis;
		this.locks = locks;
		this.supplier = supplier;
	}

	/**
	 * Gets a price from the cache, or loads it.
	 * @param sku the article
	 * @return its price
	 */
	public int price(String sku) {
		return cached(sku).orElseGet(() -> this.locks.execute("price", LockOptions.defaults().keys(sku),
				() -> cached(sku).orElseGet(() -> load(sku))));
	}

	private Optional<Integer> cached(String sku) {
		return Optional.ofNullable(this.redis.opsForValue().get(key(sku))).map(Integer::valueOf);
	}

	private int load(String sku) {
		int price = this.supplier.price(sku);
		this.redis.opsForValue().set(key(sku), String.valueOf(price), VALID);
		return price;
	}

	private static String key(String sku) {
		return "shop:price:" + sku;
	}

}
